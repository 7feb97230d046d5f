"""Word-by-word differences of two texts."""

import pytest
from hypothesis import given, strategies as st

from grants.core.compare import Change, word_changes


def test_a_changed_word_is_removed_and_added() -> None:
    pieces = word_changes("clear ten culverts", "clear twelve culverts")
    assert [(p.change, p.text) for p in pieces] == [
        (Change.SAME, "clear "),
        (Change.REMOVED, "ten"),
        (Change.ADDED, "twelve"),
        (Change.SAME, " culverts"),
    ]


@pytest.mark.parametrize("text", ["", "one", "two  spaces\n\nand lines "])
def test_equal_texts_have_no_marks(text: str) -> None:
    assert {p.change for p in word_changes(text, text)} <= {Change.SAME}


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_come_back_whole_from_the_pieces(earlier: str, later: str) -> None:
    pieces = word_changes(earlier, later)
    assert "".join(p.text for p in pieces if p.change != Change.ADDED) == earlier
    assert "".join(p.text for p in pieces if p.change != Change.REMOVED) == later
