"""Text as people give it: safe, whole, counted once, and parsed into blocks."""

import unicodedata
from io import BytesIO

import openpyxl
import pytest
from hypothesis import example, given, strategies as st

from grants.core.text import Block, blocks, clean, clean_line, fold, random_ref, word_count

NASTY = [
    "\x00",
    "\x1b[31m",
    "\ufffe\uffff",
    "\ud800\udfff",
    "a\r\nb\rc",
    "\u202eright to left\u202c",
    "e\u0301",
    "=cmd|' /C calc'!A0",
    "مدينة (2026)",
    "👩🏽‍🚒",
    "<script>alert(1)</script>",
    "\x85\u2028\u2029",
    "%(name)s {{ 7*7 }} #panic()",
]
anything = st.text(st.characters(), max_size=80)


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(anything)
def test_clean_text_can_be_stored_sent_and_put_into_a_spreadsheet(text: str) -> None:
    ready = clean(text)
    assert ready.encode().decode() == ready
    assert "\r" not in ready
    assert unicodedata.is_normalized("NFC", ready)
    book = openpyxl.Workbook()
    book.active["A1"] = "'" + ready
    book.save(BytesIO())


@pytest.mark.parametrize("text", NASTY)
def test_what_people_can_read_survives_cleaning(text: str) -> None:
    kept = clean(text)
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if unicodedata.category(character) not in ("Cc", "Cs", "Cn"):
            assert character in kept


def test_a_line_has_no_line_ends_and_single_spaces() -> None:
    assert clean_line("  Mazār-e\u00a0 Sharīf \n 2 \x00") == "Mazār-e Sharīf 2"


@given(anything)
def test_there_is_one_counting_rule(text: str) -> None:
    assert word_count(text) == len(text.split())


@given(anything)
@example("𝓐")
def test_names_match_without_case_and_accents(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_finds_cities_as_they_are_typed_without_accents() -> None:
    assert fold("Mazār-e SHARĪF") == fold("mazar-e sharif")
    assert fold("Straße") == "strasse"


def test_a_reference_can_be_read_aloud() -> None:
    seen = {random_ref() for _ in range(200)}
    assert len(seen) == 200
    assert not set("".join(seen)) & set("01ILOU")


def test_paragraphs_and_lists_become_blocks() -> None:
    text = "One.\nStill one.\n\n- a\n* b\n• c\nAfter.\n\n1. x\n2) y"
    assert blocks(text) == [
        Block("paragraph", ("One.", "Still one.")),
        Block("bullets", ("a", "b", "c")),
        Block("paragraph", ("After.",)),
        Block("numbers", ("x", "y")),
    ]


def test_numbers_are_shown_as_they_were_written() -> None:
    assert blocks("3. third\n4. fourth\n7. seventh") == [
        Block("numbers", ("third", "fourth"), 3),
        Block("numbers", ("seventh",), 7),
    ]


def test_a_mark_inside_an_item_is_part_of_its_words() -> None:
    assert blocks("- 2. floor") == [Block("bullets", ("2. floor",))]
    assert blocks("1. - 5 °C") == [Block("numbers", ("- 5 °C",))]


@pytest.mark.parametrize("text", ["", " ", "\n\n \n", "\t"])
def test_nothing_written_is_no_block(text: str) -> None:
    assert blocks(text) == []


@given(
    st.lists(
        st.sampled_from(["- ", "1. ", "12) ", "word", " ", "\n", "\n\n", "ت", "–"]), max_size=30
    )
)
def test_no_word_is_lost_between_the_text_and_its_blocks(pieces: list[str]) -> None:
    text = "".join(pieces)
    shown = "".join("".join(block.lines) for block in blocks(text))
    for word in ("word", "ت"):
        assert shown.count(word) == text.count(word)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_has_blocks_like_any_other(text: str) -> None:
    assert all(block.lines for block in blocks(clean(text)))
