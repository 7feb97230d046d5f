"""Answers written in other ways than ours are read, or refused with a reason."""

from typing import Any

import pytest
from flask import Flask

from grants.calls.models import QuestionKind as K
from grants.proposals.offline.frames import LONGEST_CELL, Frame, Opened, TooMuch
from grants.proposals.offline.options import chosen_of
from grants.proposals.offline.reading import read_answer
from grants.proposals.offline.scalars import Unreadable, day_of, money_of, whole_of
from tests.proposals.offline_forms import OPTIONS, form, question, words_of

MARK = "Q01-3F9A2C10"


def answered(kind: K, rows: list[list[Any]], language: str = "en") -> Any:
    return read_answer(question(1, kind), Frame(MARK, rows), words_of(form(), language))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("☒ Living\n☐ x marks the spot\n☐ No, never", ["live"]),
        ("☐ Living\n☑ x marks the spot\n☐ No, never", ["x"]),
        ("x Living\n☐ x marks the spot", ["live"]),
        ("[x] Living\n[ ] No, never", ["live"]),
        ("☐ X  living", ["live"]),
        ("☐ x marks the spot", []),  # its words begin with an x; nobody ticked it
        ("living", ["live"]),
        ("VIVRE", ["live"]),
        ("live", ["live"]),
        ("☒ Living\nNo, never", ["live"]),
        ("☒ Reworded since\n☐ x marks the spot\n☐ No, never", ["live"]),
        ("", []),
    ],
)
def test_a_tick_is_read_however_it_was_made(text: str, chosen: list[str]) -> None:
    assert chosen_of(OPTIONS, text) == chosen


@pytest.mark.parametrize("text", ["Perhaps", "☒ Perhaps", "☐ Living\nPerhaps both"])
def test_what_is_no_option_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="not one of the options"):
        chosen_of(OPTIONS, text)


def test_two_ticks_where_one_is_asked_are_refused(app: Flask) -> None:
    with pytest.raises(Unreadable, match="More than one"):
        answered(K.SINGLE_CHOICE, [["☒ Living\n☒ No, never"]])
    with pytest.raises(Unreadable, match="Both yes and no"):
        answered(K.YES_NO, [["☒ Yes\n☒ No"]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("☒ Oui\n☐ Non", True),
        ("☐ Sí\n☒ No", False),
        ("sim", True),
        ("NÃO", False),
        ("yes.", True),
        ("☐ Yes\n☐ No", None),
    ],
)
def test_yes_and_no_are_read_in_every_language(app: Flask, text: str, said: bool | None) -> None:
    assert answered(K.YES_NO, [[text]]) is said


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("2027-01-15", "en", "2027-01-15"),
        ("2027/1/5", "en", "2027-01-05"),
        ("15 January 2027", "en", "2027-01-15"),
        ("January 15, 2027", "en", "2027-01-15"),
        ("Friday 15 January 2027", "en", "2027-01-15"),
        ("15 janvier 2027", "en", "2027-01-15"),
        ("1er février 2027", "fr", "2027-02-01"),
        ("15 de enero de 2027", "es", "2027-01-15"),
        ("15 de março de 2027", "pt", "2027-03-15"),
        ("15/01/2027", "en", "2027-01-15"),
        ("03/04/2027", "fr", "2027-04-03"),
        ("3.3.2027", "en", "2027-03-03"),
    ],
)
def test_days_are_read_as_people_write_them(app: Flask, text: str, language: str, day: str) -> None:
    assert answered(K.DATE, [[text]], language) == day


@pytest.mark.parametrize("text", ["03/04/2027", "soon", "31 February 2027", "2027", "15/13/2027"])
def test_a_day_that_could_be_another_is_refused(app: Flask, text: str) -> None:
    with pytest.raises(Unreadable, match="not a day we can read"):
        day_of(text, words_of(form()))


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("US$ 200 000", 20_000_000),
        ("49.999,50", 4_999_950),
        (0.1, 10),
        (1234.56, 123_456),
        (7, 700),
    ],
)
def test_amounts_are_read_to_the_cent(cell: Any, cents: int) -> None:
    assert money_of(cell) == cents


@pytest.mark.parametrize("cell", [0.001, -5, float("inf"), float("nan"), 1e20, "much", "1.2.3"])
def test_an_amount_that_is_none_is_refused(cell: Any) -> None:
    with pytest.raises(Unreadable):
        money_of(cell)


def test_whole_numbers_are_whole() -> None:
    assert [whole_of(c) for c in ("18", "1 200", 18.0, 18, None, "")] == [
        18,
        1200,
        18,
        18,
        None,
        None,
    ]
    for cell in (1.234, "1.5", "-3", "eighteen", "9999999999", -3):
        with pytest.raises(Unreadable):
            whole_of(cell)


def test_organisations_are_read_by_their_heads_wherever_columns_went(app: Flask) -> None:
    heads = ["Country", "Ours: a remark", "Kind of organisation", "Name of the organisation"]
    rest = ["Registration number", "Representative", "E-mail address"]
    rows = [
        heads + rest,
        ["Côte d’Ivoire", "?", "university or research body", "Ágora", "", "", ""],
    ]
    [found] = answered(K.ORGANISATIONS, rows)
    assert (found["name"], found["kind"], found["country"]) == ("Ágora", "research", "CI")


def test_a_row_that_cannot_be_read_names_its_place(app: Flask) -> None:
    heads = ["What (Up to 5 words)", "How many", "Cost", "Day", "Risk"]
    with pytest.raises(Unreadable, match="Row 2, “How many”: “lots”"):
        answered(K.TABLE, [heads, ["a", "1", "", "", "low"], ["b", "lots", "", "", ""]])
    with pytest.raises(Unreadable, match="columns of this table"):
        answered(K.TABLE, [["What", "Cost"], ["a", "1"]])


def test_nobody_fills_in_more_than_a_form_holds(app: Flask) -> None:
    with pytest.raises(Unreadable, match="longer than any answer"):
        answered(K.LONG_TEXT, [["a" * (LONGEST_CELL + 1)]])
    with pytest.raises(TooMuch):
        Opened("", [Frame(MARK, [["a"]] * 2_000)]).check()
    with pytest.raises(TooMuch):
        Opened("", [Frame(MARK, [["a" * 90_000]])] * 50).check()
