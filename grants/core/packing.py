"""Parameters of messages as JSON and back: amounts, instants, links and messages survive."""

from datetime import date, datetime
from typing import Any

from grants.core.messages import Link, Message
from grants.core.money import Amount, Share


def pack(value: Any) -> Any:
    """JSON-ready form of a parameter."""
    match value:
        case Amount():
            return {"$amount": [value.cents, value.currency]}
        case Share():
            return {"$share": value.basis_points}
        case datetime():
            return {"$at": value.isoformat()}
        case date():
            return {"$on": value.isoformat()}
        case Link():
            return {"$link": [value.endpoint, dict(value.values), value.secret]}
        case Message():
            params = {k: pack(v) for k, v in value.params.items()}
            return {"$msg": [value.id, params, value.plural, value.count]}
        case dict():
            return {str(k): pack(v) for k, v in value.items()}
        case list() | tuple():
            return [pack(v) for v in value]
        case str() | int() | float() | bool() | None:
            return value
    raise TypeError(f"cannot be kept in a message: {type(value).__name__}")


def unpack(value: Any) -> Any:
    """The parameter that `pack` was given."""
    if isinstance(value, list):
        return [unpack(v) for v in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"$amount": [cents, currency]}:
            return Amount(cents, currency)
        case {"$share": basis_points}:
            return Share(basis_points)
        case {"$at": text}:
            return datetime.fromisoformat(text)
        case {"$on": text}:
            return date.fromisoformat(text)
        case {"$link": [endpoint, values, secret]}:
            return Link(endpoint, values, secret)
        case {"$msg": [text, params, plural, count]}:
            return Message(text, {k: unpack(v) for k, v in params.items()}, plural, count)
    return {k: unpack(v) for k, v in value.items()}


def without_secrets(value: Any) -> Any:
    """A packed value whose personal links have lost their token."""
    if isinstance(value, list):
        return [without_secrets(v) for v in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"$link": [endpoint, values, True]}:
            return {"$link": [endpoint, {**values, "token": "used"}, True]}
    return {k: without_secrets(v) for k, v in value.items()}
