"""Where two texts say the same, and which part of a snapshot is compared."""

from hypothesis import given, settings, strategies as st

from grants.screening.lookalikes import MIN_WORDS, passages
from grants.screening.rules.texts import long_text

WORDS = st.lists(
    st.sampled_from(["one", "two", "three", "four", "five", "six", "seven"]), max_size=40
)


@settings(max_examples=60)
@given(a=WORDS, b=WORDS)
def test_every_passage_stands_in_both_texts_and_never_overlaps(a: list[str], b: list[str]) -> None:
    first, second = " ".join(a), "  ".join(b)
    at = -1
    for p in sorted(passages(first, second, most=1000), key=lambda p: p.first):
        mine = first[slice(*p.first)].split()
        assert mine == second[slice(*p.second)].split()
        assert len(mine) == p.words >= MIN_WORDS
        assert p.first[0] > at
        at = p.first[1]


def test_a_moved_paragraph_is_found_where_it_went() -> None:
    moved = "the register of land is kept by the residents themselves"
    first = f"{moved}. We build lanes and drains first of all."
    second = f"Elsewhere we plant trees along every road. {moved.upper()}!"
    (found,) = passages(first, second)
    assert second[slice(*found.second)] == moved.upper()


def test_passages_of_long_repetitive_texts_take_no_time() -> None:
    found = passages(
        "the same words again and again " * 500, "the same words again and again " * 500
    )
    assert found[0].words == 3000


def test_short_answers_are_not_compared() -> None:
    content = {"answers": {"title": "T", "summary": "word " * 20, "city": {"name": "X"}, "a": "x"}}
    assert long_text(content) == "T\n\n" + "word " * 20
