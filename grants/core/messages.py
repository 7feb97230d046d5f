"""What the program says to people, as an id with parameters.

Code below the views never translates: it makes a `Message`; views, the mail renderer and the PDF
renderer turn it into words in the reader's language (`core.i18n.render`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Message:
    """A sentence to be translated.

    `params` may hold text, numbers, Amounts, Shares, instants, Messages, texts by language, and a
    tuple of any of these, told one after the other.
    """

    id: str
    params: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    plural: str | None = None
    count: int | None = None

    def __str__(self) -> str:
        """English, for logs and commands."""
        text = self.id if self.plural is None or self.count == 1 else self.plural
        return text % {n: _plain(v) for n, v in self.params.items()} if self.params else text


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def msg(text: str, /, **params: Any) -> Message:
    """A sentence with named parameters, marked for translation."""
    return Message(text, params)


def nmsg(one: str, many: str, n: int, /, **params: Any) -> Message:
    """A sentence that depends on a count `n`, which is also a parameter."""
    return Message(one, {"n": n, **params}, plural=many, count=n)


def N_(text: str) -> str:  # noqa: N802  (the conventional gettext marker)
    """Mark a constant for translation and return it unchanged."""
    return text


@dataclass(frozen=True)
class Link:
    """A page of this system, named by endpoint; made into an address at the edge.

    `secret` marks a personal link, whose token is wiped from the outbox once the mail is sent.
    """

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    secret: bool = False
