"""The figures of a system check as sentences: what we found, and what would have been right."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from grants.core.messages import Message, msg, nmsg
from grants.core.money import Amount, Share

LANGUAGE_NAMES = {
    "ar": msg("Arabic"),
    "en": msg("English"),
    "es": msg("Spanish"),
    "fr": msg("French"),
    "pt": msg("Portuguese"),
}


class Reason(NamedTuple):
    """One check in words."""

    found: Message
    right: Message


def reason_of(rule: str, figures: Mapping[str, Any]) -> Reason | None:
    """The sentences of a system check; None for an item an officer answers."""
    explain = _SENTENCES.get(rule)
    return explain(figures) if explain and figures else None


def _before_deadline(f: Mapping[str, Any]) -> Reason:
    received = datetime.fromisoformat(f["received_at"])
    found = msg("It was received on %(at)s.", at=received)
    if f["deadline"] is None:
        return Reason(found, msg("This call has no deadline."))
    deadline = datetime.fromisoformat(f["deadline"])
    return Reason(found, msg("The last moment was %(at)s.", at=deadline))


def _amount_in_range(f: Mapping[str, Any]) -> Reason:
    currency = f["currency"]
    return Reason(
        msg("It asks for %(asked)s.", asked=Amount(f["asked_cents"], currency)),
        msg(
            "This call gives between %(least)s and %(most)s.",
            least=Amount(f["min_cents"], currency),
            most=Amount(f["max_cents"], currency),
        ),
    )


def _country_on_list(f: Mapping[str, Any]) -> Reason:
    right = msg("Every country of the proposal must be on the list of countries of this call.")
    if f["outside"]:
        names = _listed([f["names"][code] for code in f["outside"]])
        return Reason(msg("Not on the list of countries: %(countries)s.", countries=names), right)
    if not f["countries"]:
        return Reason(msg("No country is named."), right)
    names = _listed([f["names"][code] for code in f["countries"]])
    return Reason(msg("Countries: %(countries)s.", countries=names), right)


def _listed(parts: Sequence[Any]) -> Any:
    """Names or messages as one list to read."""
    listed = parts[0]
    for part in parts[1:]:
        listed = msg("%(first)s, %(next)s", first=listed, next=part)
    return listed


def _sponsor_confirmed(f: Mapping[str, Any]) -> Reason:
    return Reason(
        nmsg(
            "%(n)s sponsor confirmed before the deadline.",
            "%(n)s sponsors confirmed before the deadline.",
            f["confirmed"],
        ),
        nmsg(
            "This call asks for at least %(n)s confirmed sponsor.",
            "This call asks for at least %(n)s confirmed sponsors.",
            f["required"],
        ),
    )


def _language_accepted(f: Mapping[str, Any]) -> Reason:
    accepted = [LANGUAGE_NAMES.get(code, msg(code.upper())) for code in f["languages"]]
    language = LANGUAGE_NAMES.get(f["language"], msg("an unknown language"))
    listed = _listed(accepted) if accepted else msg("none")
    return Reason(
        msg("It is written in: %(language)s.", language=language),
        msg("Languages of this call: %(languages)s.", languages=listed),
    )


def _cofinancing_share(f: Mapping[str, Any]) -> Reason:
    currency = f["currency"]
    found = msg(
        "The grant is %(grant)s of %(whole)s in cash: %(share)s.",
        grant=Amount(f["grant_cents"], currency),
        whole=Amount(f["whole_cents"], currency),
        share=Share(f["share_bp"]),
    )
    if f["max_bp"] is None:
        return Reason(found, msg("This call asks for no co-financing."))
    return Reason(
        found,
        msg(
            "The grant may be at most %(share)s of all cash. Contributions in kind do not count.",
            share=Share(f["max_bp"]),
        ),
    )


def _answers_complete(f: Mapping[str, Any]) -> Reason:
    right = msg("Every required question is answered within its limits.")
    if f["missing"]:
        codes = ", ".join(f["missing"])
        return Reason(msg("Open or over a limit: %(codes)s.", codes=codes), right)
    return Reason(msg("All required questions are answered within their limits."), right)


def _declaration_signed(f: Mapping[str, Any]) -> Reason:
    if f["declared"]:
        found = msg("The declaration was made.")
    else:
        found = msg("The declaration was not made.")
    return Reason(found, msg("The declaration is made when the proposal is submitted."))


def _duration_in_range(f: Mapping[str, Any]) -> Reason:
    if f["months"] is None:
        found = msg("No duration is given.")
    else:
        found = nmsg("It lasts %(n)s month.", "It lasts %(n)s months.", f["months"])
    return Reason(
        found,
        nmsg(
            "Projects of this call last up to %(n)s month.",
            "Projects of this call last up to %(n)s months.",
            f["max_months"],
        ),
    )


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], Reason]] = {
    "before_deadline": _before_deadline,
    "amount_in_range": _amount_in_range,
    "country_on_list": _country_on_list,
    "sponsor_confirmed": _sponsor_confirmed,
    "language_accepted": _language_accepted,
    "cofinancing_share": _cofinancing_share,
    "answers_complete": _answers_complete,
    "declaration_signed": _declaration_signed,
    "duration_in_range": _duration_in_range,
}
