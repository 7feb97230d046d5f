"""Points, means, floors, spread: exact, and abstentions are never zeros."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from grants.reviews.rules import scores
from grants.reviews.rules.agreed import parse_points, written
from grants.reviews.rules.scores import Divergence, Points, Tally


@dataclass(frozen=True)
class Criterion:
    id: int
    weight: int
    floor: int | None = None
    min_comment_chars: int = 20

    @property
    def code(self) -> str:
        return f"C{self.id}"


GRID = [Criterion(1, 15, 3), Criterion(2, 20, 3), Criterion(3, 65)]
weights = st.lists(st.integers(1, 100), min_size=1, max_size=9)
points = st.one_of(st.none(), st.integers(0, 5))


@st.composite
def reviewed(draw: st.DrawFn) -> tuple[list[Criterion], list[dict[int, Points]]]:
    grid = [Criterion(n, w) for n, w in enumerate(draw(weights))]
    reviews = draw(
        st.lists(st.lists(points, min_size=len(grid), max_size=len(grid)), min_size=1, max_size=5)
    )
    return grid, [
        {c.id: Points(p, p is None) for c, p in zip(grid, one, strict=True)} for one in reviews
    ]


def test_full_points_are_a_hundred_and_none_is_not_zero() -> None:
    everything = {c.id: Points(5) for c in GRID}
    assert scores.points_milli(everything, GRID) == 100_000
    assert scores.points_milli({c.id: Points(0) for c in GRID}, GRID) == 0
    assert scores.points_milli({c.id: Points(None, True) for c in GRID}, GRID) is None


@given(reviewed())
def test_totals_lie_between_0_and_100_and_agree_with_fractions(
    world: tuple[list[Criterion], list[dict[int, Points]]],
) -> None:
    grid, reviews = world
    for review in reviews:
        scored = [(c.weight, review[c.id].points) for c in grid if not review[c.id].abstained]
        total = scores.points_milli(review, grid)
        if not scored:
            assert total is None
            continue
        exact = Fraction(sum(w * (p or 0) for w, p in scored), 5 * sum(w for w, _ in scored))
        assert total is not None
        assert abs(Fraction(total) - exact * 100_000) <= Fraction(1, 2)
        assert 0 <= total <= 100_000


@given(reviewed(), st.integers(0, 8))
def test_an_abstention_changes_no_other_criterions_share(
    world: tuple[list[Criterion], list[dict[int, Points]]], which: int
) -> None:
    grid, reviews = world
    left_out = grid[which % len(grid)]
    rest = [c for c in grid if c is not left_out]
    review = {**reviews[0], left_out.id: Points(None, True)}
    assert scores.points_milli(review, grid) == scores.points_milli(review, rest)


@given(reviewed())
def test_a_tally_sums_what_the_reviews_say(
    world: tuple[list[Criterion], list[dict[int, Points]]],
) -> None:
    grid, reviews = world
    found = scores.tally(reviews, grid)
    totals = [t for r in reviews if (t := scores.points_milli(r, grid)) is not None]
    assert found.count == len(totals)
    assert scores.mean(found, grid) == (Fraction(sum(totals), len(totals)) if totals else None)
    assert found.spread_milli == (max(totals) - min(totals) if totals else 0)


@pytest.mark.parametrize("value", [0, 1, 5])
def test_extremes_need_a_comment_of_the_least_length(value: int) -> None:
    criterion = Criterion(1, 10, min_comment_chars=20)
    assert scores.check_points(Points(value, comment="x" * 19), criterion) is not None
    assert scores.check_points(Points(value, comment="x" * 20), criterion) is None
    assert scores.check_points(Points(value, comment=" " * 30), criterion) is not None


def test_between_the_extremes_no_comment_is_needed_but_a_choice_is() -> None:
    criterion = Criterion(1, 10)
    for value in (2, 3, 4):
        assert scores.check_points(Points(value), criterion) is None
    assert scores.check_points(Points(), criterion) is not None


def test_abstaining_needs_a_reason() -> None:
    criterion = Criterion(1, 10)
    assert scores.check_points(Points(None, True), criterion) is not None
    assert scores.check_points(Points(None, True, "Not my field."), criterion) is None


def test_floors_are_tested_on_unrounded_means() -> None:
    just_below = Tally(3, 0, 0, 0, {1: (899, 300), 2: (3, 1)})
    assert [c.id for c in scores.floors_missed(just_below, GRID)] == [1]
    exactly = Tally(3, 0, 0, 0, {1: (9, 3), 2: (3, 1)})
    assert scores.floors_missed(exactly, GRID) == []


def test_agreed_points_decide_a_floor_and_not_the_mean_they_replace() -> None:
    found = Tally(2, 0, 0, 0, {1: (10, 2), 2: (10, 2)}, {1: 2999})
    assert [c.id for c in scores.floors_missed(found, GRID)] == [1]


def test_a_floor_nobody_scored_is_not_met() -> None:
    assert [c.id for c in scores.floors_missed(Tally(), GRID)] == [1, 2]


@given(reviewed())
def test_agreeing_on_every_mean_leaves_a_mean_without_abstentions_as_it_was(
    world: tuple[list[Criterion], list[dict[int, Points]]],
) -> None:
    grid, reviews = world
    complete = [{k: Points(p.points or 0) for k, p in r.items()} for r in reviews]
    found = scores.tally(complete, grid)
    before = scores.mean(found, grid)
    total, count = found.points[grid[0].id]
    if 1000 * total % count == 0:
        agreed = {grid[0].id: 1000 * total // count}
        after = scores.mean(Tally(found.count, found.sum_milli, 0, 0, found.points, agreed), grid)
        assert before is not None
        assert after is not None
        assert abs(after - before) <= 1  # each total was rounded to a thousandth


@pytest.mark.parametrize(
    ("low", "high", "floors", "expected"),
    [
        (61_000, 81_000, [], None),
        (61_000, 81_001, [], Divergence.SPREAD),
        (59_999, 60_000, [], Divergence.PASS_MARK),
        (60_000, 60_000, [], None),
        (70_000, 71_000, [(3, 2, 3)], Divergence.FLOOR),
        (70_000, 71_000, [(3, 3, 5)], None),
    ],
)
def test_reviews_diverge_by_spread_or_by_a_threshold_between_them(
    low: int, high: int, floors: list[tuple[int, int, int]], expected: Divergence | None
) -> None:
    found = Tally(2, low + high, low, high)
    assert (
        scores.is_divergent(found, divergence_points=20, pass_points=60, floors=floors) is expected
    )


def test_one_review_never_diverges() -> None:
    found = Tally(1, 10_000, 10_000, 10_000)
    assert scores.is_divergent(found, divergence_points=0, pass_points=60) is None


@given(st.integers(0, 5000))
def test_agreed_points_are_read_back_as_written(milli: int) -> None:
    assert parse_points(written(milli)) == milli


@pytest.mark.parametrize("text", ["5.1", "6", "-1", "3.5555", "three", "３", "1e0", ".5", "3."])
def test_what_is_no_number_from_0_to_5_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_points(text)


def test_a_comma_is_read_as_a_point() -> None:
    assert parse_points(" 3,25 ") == 3250
    assert parse_points("") is None
