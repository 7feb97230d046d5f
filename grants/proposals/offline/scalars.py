"""Single values as people write them: lines, whole numbers, amounts, days."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.money import MAX_CENTS, parse_cents
from grants.core.text import clean_line, fold
from grants.proposals.offline.frames import Cell

LONGEST_NUMBER = 9  # digits: a database integer
_NUMBER = re.compile(r"\d{1,9}|\d{1,3}([ .,'’])\d{3}(?:\1\d{3})*")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
_NAMED = re.compile(
    r"(?:[^\W\d]+,? )?(\d{1,2})(?:\.|st|nd|rd|th|er|º|o)? (?:de )?([^\W\d]+)\.?,?"
    r" (?:de )?(\d{4})"
)
_MONTH_FIRST = re.compile(r"(?:[^\W\d]+,? )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


class Unreadable(Exception):
    """An answer that cannot be read in one way; `message` is for the reader."""

    def __init__(self, message: Message):
        super().__init__(str(message))
        self.message = message


class Calendar(Protocol):
    """How days are written in a file's language."""

    @property
    def months(self) -> Mapping[str, int]: ...
    @property
    def day_first(self) -> bool: ...


def line_of(cell: Cell) -> str:
    """A cell as one line of text; raises Unreadable for a formula without a result."""
    match cell:
        case None:
            return ""
        case str():
            return clean_line(cell)
        case {"formula": source}:
            raise Unreadable(
                msg(
                    "“%(typed)s” is a formula whose result is not in the file. Type the result.",
                    typed=source[:60],
                )
            )
        case {"day": day}:
            return day
        case bool():
            return str(cell)
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)


def whole_of(cell: Cell, _words: object = None) -> int | None:
    """A whole number; None for nothing."""
    typed = line_of(cell)
    if not typed:
        return None
    if isinstance(cell, float) and not cell.is_integer():
        raise Unreadable(msg("%(typed)s is not a whole number.", typed=typed[:40]))
    if _NUMBER.fullmatch(typed):
        digits = re.sub(r"\D", "", typed)
        if len(digits) <= LONGEST_NUMBER:
            return int(digits)
    raise Unreadable(msg("“%(typed)s” is not a whole number. Type digits only", typed=typed[:40]))


def money_of(cell: Cell, _words: object = None) -> int | None:
    """Cents; None for nothing."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _cents(cell)
    typed = line_of(cell)
    if not typed:
        return None
    try:
        return parse_cents(typed)
    except Refused as error:
        raise Unreadable(error.message) from error


def _cents(number: int | float) -> int:
    """A number of a spreadsheet: exact to the cent, or refused."""
    cents = Decimal(str(number)) * 100
    if not cents.is_finite() or cents < 0 or cents > MAX_CENTS or cents != int(cents):
        raise Unreadable(
            msg("%(typed)s is no amount with at most two digits for cents.", typed=str(number)[:40])
        )
    return int(cents)


def day_of(cell: Cell, words: Calendar) -> str:
    """A day as its ISO text; "" for nothing."""
    typed = line_of(cell)
    if not typed:
        return ""
    found = _parts(typed, words)
    if found is not None:
        try:
            return date(*found).isoformat()
        except ValueError:
            pass
    raise Unreadable(
        msg(
            "“%(typed)s” is not a day we can read. Write it like 2027-01-15",
            typed=typed[:40],
        )
    )


def _parts(typed: str, words: Calendar) -> tuple[int, int, int] | None:
    """Year, month and day, each in its place; None when they could be meant in two ways."""
    if found := _ISO.fullmatch(typed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _FIGURES.fullmatch(typed):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if words.day_first or first > 12 or first == second:
            return year, second, first
        return (year, first, second) if second > 12 else None
    if (found := _NAMED.fullmatch(typed)) and (month := words.months.get(fold(found[2]))):
        return int(found[3]), month, int(found[1])
    if (found := _MONTH_FIRST.fullmatch(typed)) and (month := words.months.get(fold(found[1]))):
        return int(found[3]), month, int(found[2])
    return None
