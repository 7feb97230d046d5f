"""What makes an answer complete and within its limits: one check for each kind of question.

A draft is saved whatever these say; only submitting needs silence from all of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from grants.calls.models import QuestionKind as K, Requirement
from grants.calls.rules import Severity
from grants.core.messages import Message, msg
from grants.core.money import Amount
from grants.core.text import word_count
from grants.proposals.rules.budget import Budget

LONGEST_LINE = 300  # what a column of one line holds
LONGEST_TEXT = 40_000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")


class Asked(Protocol):
    """A question, as far as its answer is checked against it."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> K: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def required(self) -> Requirement: ...
    @property
    def required_when(self) -> Mapping[str, Any] | None: ...
    @property
    def max_words(self) -> int | None: ...
    @property
    def max_rows(self) -> int | None: ...
    @property
    def limits(self) -> Mapping[str, Any]: ...
    @property
    def options(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def config(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Fault:
    """Something to mend before submitting.

    `missing`: something is still to be given; else what is given breaks a limit.
    `part` is where inside the answer: `"email"`, `"2.name"` for the third row.
    """

    message: Message
    missing: bool = False
    part: str = ""


@dataclass(frozen=True)
class Backing:
    """The answer to a question about sponsors: how many were asked, and confirmed."""

    asked: int
    confirmed: int
    needed: int


def is_required(question: Asked, answers: Mapping[str, Any]) -> bool:
    """Is an answer needed to submit, given the other answers?"""
    if question.required is Requirement.WHEN:
        when = question.required_when or {}
        given = answers.get(when.get("question", ""))
        wanted = when.get("equals")
        if isinstance(given, bool):
            given = "yes" if given else "no"
        return wanted in given if isinstance(given, list) else given == wanted
    return question.required is Requirement.ALWAYS


def is_empty(value: Any) -> bool:
    """Is there no answer? `False` is one: somebody said no."""
    match value:
        case Budget():
            return not value.lines
        case Backing():
            return value.asked == 0
        case str():
            return not value.strip()
        case dict():
            return all(is_empty(part) for part in value.values())
        case list() | tuple():
            return all(is_empty(row) for row in value)
    return value is None


def check_answer(question: Asked, value: Any, *, required: bool = True) -> list[Message]:
    """Everything that keeps this answer from being submitted, in words; [] when it is well."""
    return [fault.message for fault in faults(question, value, required=required)]


def faults(question: Asked, value: Any, *, required: bool = True) -> list[Fault]:
    """The same with the place of each fault inside the answer."""
    if is_empty(value):
        return [_missing(question)] if required else []
    return list(CHECKS[question.kind](question, value))


def _missing(question: Asked) -> Fault:
    label = question.label
    match question.kind:
        case K.SINGLE_CHOICE | K.MULTIPLE_CHOICE | K.YES_NO | K.COUNTRY:
            words = msg("Choose an answer to “%(question)s”", question=label)
        case K.DATE:
            words = msg("Give a day for “%(question)s”", question=label)
        case K.FILE:
            words = msg("Upload the document “%(question)s”", question=label)
        case K.BUDGET:
            words = msg("Add the cost lines of the budget")
        case K.ENDORSEMENTS:
            words = msg("Ask a member of the partnership to confirm your proposal")
        case K.CITY:
            words = msg("Name the city and choose its country")
        case K.ORGANISATIONS | K.PEOPLE | K.TABLE:
            words = msg("Add at least one row to “%(question)s”", question=label)
        case _:
            words = msg("Answer “%(question)s”", question=label)
    return Fault(words, missing=True)


# -- one check for each kind -----------------------------------------------------------------------


def _check_text(question: Asked, value: Any) -> Iterator[Fault]:
    if question.max_words is not None:
        yield from _words(value, question.max_words)
    longest = LONGEST_LINE if question.kind is K.SHORT_TEXT else LONGEST_TEXT
    if len(value) > longest:
        yield Fault(
            msg(
                "This is %(n)s characters. Shorten it to %(most)s characters or fewer",
                n=len(value),
                most=longest,
            )
        )


def _words(text: str, most: int, part: str = "") -> Iterator[Fault]:
    n = word_count(text)
    if n > most:
        yield Fault(
            msg("This is %(n)s words. Shorten it to %(most)s words or fewer", n=n, most=most),
            part=part,
        )


def _check_number(question: Asked, value: Any) -> Iterator[Fault]:
    least, most = question.limits.get("min"), question.limits.get("max")
    if least is not None and value < least:
        yield _too_little(value, least)
    if most is not None and value > most:
        yield _too_much(value, most)


def _check_money(question: Asked, value: Any) -> Iterator[Fault]:
    least, most = question.limits.get("min"), question.limits.get("max")
    if least is not None and value < least:
        yield _too_little(Amount(value), Amount(least))
    if most is not None and value > most:
        yield _too_much(Amount(value), Amount(most))


def _too_little(value: Any, least: Any) -> Fault:
    return Fault(msg("%(value)s is too little: the least is %(least)s", value=value, least=least))


def _too_much(value: Any, most: Any) -> Fault:
    return Fault(msg("%(value)s is too much: the most is %(most)s", value=value, most=most))


def _check_date(question: Asked, value: Any) -> Iterator[Fault]:
    day = date.fromisoformat(value)
    first, last = question.limits.get("min"), question.limits.get("max")
    if first is not None and day < date.fromisoformat(str(first)):
        yield Fault(
            msg(
                "%(day)s is too early: the first day is %(first)s",
                day=day,
                first=date.fromisoformat(str(first)),
            )
        )
    if last is not None and day > date.fromisoformat(str(last)):
        yield Fault(
            msg(
                "%(day)s is too late: the last day is %(last)s",
                day=day,
                last=date.fromisoformat(str(last)),
            )
        )


def _check_choice(question: Asked, value: Any) -> Iterator[Fault]:
    chosen = value if isinstance(value, list) else [value]
    known = {option["value"] for option in question.options}
    if not known.issuperset(chosen):
        yield Fault(
            msg("One of the answers chosen here is no longer offered. Choose again"), missing=True
        )
    most = question.limits.get("max")
    if most is not None and len(chosen) > most:
        yield Fault(
            msg("You chose %(n)s answers. Choose %(most)s at most", n=len(chosen), most=most)
        )


def _check_nothing(question: Asked, value: Any) -> Iterator[Fault]:
    """Any answer the field can read is a good one."""
    yield from ()


def _check_city(question: Asked, value: Any) -> Iterator[Fault]:
    if not value.get("name"):
        yield Fault(msg("Name the city"), missing=True, part="name")
    if not value.get("country"):
        yield Fault(msg("Choose the country of the city"), missing=True, part="country")


def _check_organisation(question: Asked, value: Any) -> Iterator[Fault]:
    yield from _organisation(value, "")


def _check_organisations(question: Asked, value: Any) -> Iterator[Fault]:
    yield from _rows(question, value, _organisation)


def _organisation(value: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if not value.get("name"):
        yield Fault(msg("Give the name of the organisation"), missing=True, part=f"{at}name")
    if not value.get("kind"):
        yield Fault(msg("Choose what kind of organisation it is"), missing=True, part=f"{at}kind")
    if not value.get("country"):
        yield Fault(
            msg("Choose the country of the organisation"), missing=True, part=f"{at}country"
        )
    yield from _email(value, at)


def _check_people(question: Asked, value: Any) -> Iterator[Fault]:
    yield from _rows(question, value, _person)


def _person(value: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if not value.get("name"):
        yield Fault(msg("Give the name of the person"), missing=True, part=f"{at}name")
    yield from _email(value, at)


def _email(value: Mapping[str, Any], at: str) -> Iterator[Fault]:
    address = value.get("email")
    if address and not _EMAIL.fullmatch(address):
        yield Fault(
            msg(
                "“%(typed)s” is not an e-mail address: it needs a name, an @ and a domain, "
                "like mayor@city.example",
                typed=address,
            ),
            part=f"{at}email",
        )


def _check_table(question: Asked, value: Any) -> Iterator[Fault]:
    limits = {c["code"]: c["max_words"] for c in question.config["columns"] if "max_words" in c}

    def check(row: Mapping[str, Any], at: str) -> Iterator[Fault]:
        for code, most in limits.items():
            yield from _words(str(row.get(code, "")), most, f"{at}{code}")

    yield from _rows(question, value, check)


def _rows(
    question: Asked, rows: Any, check: Callable[[Mapping[str, Any], str], Iterator[Fault]]
) -> Iterator[Fault]:
    yield from _too_many(question, len(rows))
    for index, row in enumerate(rows):
        yield from check(row, f"{index}.")


def _too_many(question: Asked, n: int) -> Iterator[Fault]:
    most = question.max_rows
    if most is not None and n > most:
        yield Fault(msg("You added %(n)s rows. Remove some: the most is %(most)s", n=n, most=most))


def _check_budget(question: Asked, value: Any) -> Iterator[Fault]:
    yield from _too_many(question, len(value.lines))
    for finding in value.findings():
        if finding.severity is Severity.ERROR:
            yield Fault(finding.message, finding.missing, finding.part)


def _check_endorsements(question: Asked, value: Any) -> Iterator[Fault]:
    if value.confirmed < value.needed:
        yield Fault(
            msg(
                "%(confirmed)s of the sponsors have confirmed; the call asks for %(needed)s. "
                "Remind those you asked, or ask another member",
                confirmed=value.confirmed,
                needed=value.needed,
            ),
            missing=True,
        )


CHECKS: dict[K, Callable[[Asked, Any], Iterator[Fault]]] = {
    K.SHORT_TEXT: _check_text,
    K.LONG_TEXT: _check_text,
    K.SINGLE_CHOICE: _check_choice,
    K.MULTIPLE_CHOICE: _check_choice,
    K.YES_NO: _check_nothing,
    K.NUMBER: _check_number,
    K.MONEY: _check_money,
    K.DATE: _check_date,
    K.COUNTRY: _check_nothing,
    K.CITY: _check_city,
    K.ORGANISATION: _check_organisation,
    K.ORGANISATIONS: _check_organisations,
    K.PEOPLE: _check_people,
    K.TABLE: _check_table,
    K.BUDGET: _check_budget,
    K.ENDORSEMENTS: _check_endorsements,
    K.FILE: _check_nothing,
}
