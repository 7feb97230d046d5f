"""Word-by-word differences of two texts."""

import pytest
from hypothesis import given, strategies as st

from grants.core.compare import Change, Run, word_changes, word_sides


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


def test_words_changed_side_by_side_are_marked_as_one() -> None:
    both = word_sides("The first text", "A newer text")
    assert both.earlier == (Run(True, "The first"), Run(False, " text"))
    assert both.later == (Run(True, "A newer"), Run(False, " text"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_each_side_is_its_whole_text(earlier: str, later: str) -> None:
    both = word_sides(earlier, later)
    assert "".join(run.text for run in both.earlier) == earlier
    assert "".join(run.text for run in both.later) == later
