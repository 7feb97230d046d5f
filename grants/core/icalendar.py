"""Instants for anybody's calendar, as RFC 5545 writes them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from grants.core.text import clean

MEDIA_TYPE = "text/calendar"
MOST_OCTETS = 75  # of a line, without its end
_PRODUCT = "-//Catalytic Fund//Calls//EN"
_SPECIAL = re.compile(r"[\\;,]")


@dataclass(frozen=True)
class Moment:
    """One instant to be remembered; `uid` never changes, `sequence` grows with every change."""

    uid: str
    at: datetime
    changed_at: datetime
    sequence: int
    summary: str
    description: str
    url: str
    is_cancelled: bool = False


def calendar(moments: Iterable[Moment], language: str) -> bytes:
    """A whole calendar in UTC, its texts marked with their language."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    for moment in moments:
        lines += _event(moment, language)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(moment: Moment, language: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(moment.uid)}"
    yield f"DTSTAMP:{stamp(moment.changed_at)}"
    yield f"DTSTART:{stamp(moment.at)}"
    yield f"SEQUENCE:{moment.sequence}"
    yield f"STATUS:{'CANCELLED' if moment.is_cancelled else 'CONFIRMED'}"
    yield f"SUMMARY;LANGUAGE={language}:{escaped(moment.summary)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{escaped(moment.description)}"
    yield f"URL:{moment.url}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy because a deadline passes
    yield "END:VEVENT"


def stamp(instant: datetime) -> str:
    """`20270115T225959Z`; ValueError for a naive time, which is no instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text as a value: nothing in it ends the value or the line."""
    return _SPECIAL.sub(r"\\\g<0>", clean(text)).replace("\n", r"\n")


def folded(line: str) -> bytes:
    """A line in pieces of 75 octets at most, none of which cuts a character in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > MOST_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
