"""Calendars keep the rules of RFC 5545."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from grants.core.icalendar import MOST_OCTETS, Moment, calendar, escaped, folded, stamp
from grants.core.text import clean

AT = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)


def moment(summary: str = "Closes", description: str = "") -> Moment:
    return Moment("a-closes@x", AT, AT, 1, summary, description, "https://x.example/a")


def unfolded(data: bytes) -> list[str]:
    """The lines as a reader of calendars puts them together again."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def unescaped(value: str) -> str:
    out, marked = "", False
    for character in value:
        if marked:
            out += "\n" if character in "nN" else character
            marked = False
        elif character == "\\":
            marked = True
        else:
            assert character not in ";,", value
            out += character
    assert not marked
    return out


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_no_line_is_longer_than_75_octets_and_none_cuts_a_character(text: str) -> None:
    line = "SUMMARY:" + escaped(text)
    data = folded(line)
    assert data.endswith(b"\r\n")
    pieces = data.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= MOST_OCTETS for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    for piece in pieces:
        piece.decode()  # raises where a character is cut in two
    assert unfolded(data)[0] == line


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_text_comes_out_as_it_went_in_and_ends_no_line(text: str) -> None:
    value = escaped(text)
    assert "\n" not in value
    assert "\r" not in value
    assert unescaped(value) == clean(text)


def test_a_text_cannot_add_a_property() -> None:
    lines = unfolded(calendar([moment("A\r\nATTENDEE:mailto:x@y.z", "B\\,;")], "en"))
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert r"SUMMARY;LANGUAGE=en:A\nATTENDEE:mailto:x@y.z" in lines
    assert r"DESCRIPTION;LANGUAGE=en:B\\\,\;" in lines


def test_a_calendar_has_what_the_rules_ask_for() -> None:
    data = calendar([moment(), moment()], "fr")
    lines = unfolded(data)
    assert data.count(b"\n") == data.count(b"\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[2].startswith("PRODID:")
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    for name in ("UID:", "DTSTAMP:", "DTSTART:"):
        assert sum(line.startswith(name) for line in lines) == 2


@pytest.mark.parametrize("zone", ["UTC", "Europe/Brussels", "Asia/Manila"])
def test_an_instant_is_written_in_utc_whatever_its_zone(zone: str) -> None:
    assert stamp(AT.astimezone(ZoneInfo(zone))) == "20270115T225959Z"


def test_both_folds_of_an_autumn_night_are_two_instants() -> None:
    brussels = ZoneInfo("Europe/Brussels")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=brussels)
    assert stamp(first) == "20261025T003000Z"
    assert stamp(first.replace(fold=1)) == "20261025T013000Z"
    assert stamp(AT + timedelta(days=180)) == "20270714T225959Z"


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2027, 1, 1))  # noqa: DTZ001
