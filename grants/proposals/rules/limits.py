"""The limits of an answer that is there: one check for each kind of question."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.rules import Severity
from grants.calls.rules.questions import Asked
from grants.core.messages import msg
from grants.core.money import Amount
from grants.core.text import word_count
from grants.proposals.rules.faults import Fault

LONGEST_LINE = 300  # what a column of one line holds
LONGEST_TEXT = 40_000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")


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
