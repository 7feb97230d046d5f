"""Figures of even-handedness and the sample: pure rules, over anything that may come."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from grants.core.errors import Refused
from grants.screening.rules import even_handed, rescreen
from grants.screening.rules.even_handed import Decided

ANSWERS = st.sampled_from(["yes", "no", "curable", "not_applicable"])
PAIRS = st.lists(st.tuples(ANSWERS, ANSWERS), max_size=60)
REFS = st.lists(st.text("ABCDEF0123456789", min_size=4, max_size=8), unique=True, max_size=40)
START = datetime(2026, 4, 1, 8, tzinfo=UTC)


def decided(hours: float = 1, officer: int = 1, *codes: str) -> Decided:
    took = timedelta(hours=hours)
    return Decided(not codes, codes, officer, "GH", "en", START, START + took)


# -- the sample ---------------------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_the_sample_is_ten_per_cent_rounded_up(n: int) -> None:
    size = rescreen.sample_size(n)
    assert 10 * size >= n > 10 * (size - 1) or n == size == 0


@given(REFS, st.text(max_size=10), st.integers(0, 10), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_in_whatever_order_they_come(
    refs: list[str], seed: str, size: int, dice: object
) -> None:
    first = rescreen.drawn(seed, refs, size)
    shuffled = sorted(refs, key=lambda _ref: dice.random())  # type: ignore[attr-defined]
    assert rescreen.drawn(seed, shuffled, size) == first
    assert len(first) == min(size, len(refs)) == len(set(first))
    assert set(first) <= set(refs)


def test_another_seed_draws_something_else() -> None:
    refs = [f"R{n}" for n in range(100)]
    assert rescreen.drawn("a", refs, 10) != rescreen.drawn("b", refs, 10)


@given(REFS, st.integers(1, 5))
def test_work_is_given_evenly_and_only_to_who_may(refs: list[str], people: int) -> None:
    everybody = set(range(1, people + 1))
    found = rescreen.given("seed", refs, dict.fromkeys(refs, everybody))
    loads = [list(found.values()).count(person) for person in everybody]
    assert max(loads) - min(loads) <= 1
    assert rescreen.given("seed", refs, {}) == dict.fromkeys(refs)


def test_a_sample_is_drawn_once_and_from_something() -> None:
    rescreen.check_draw(1, is_drawn=False)
    for n, is_drawn in ((0, False), (5, True)):
        with pytest.raises(Refused):
            rescreen.check_draw(n, is_drawn=is_drawn)


# -- agreement ----------------------------------------------------------------------------------


@given(PAIRS)
def test_kappa_lies_between_minus_one_and_one(pairs: list[tuple[str, str]]) -> None:
    found = rescreen.agreement(pairs)
    assert found.n == len(pairs) >= found.same
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == 1) == (found.same == found.n)


@given(PAIRS)
def test_kappa_is_the_same_whoever_is_called_first(pairs: list[tuple[str, str]]) -> None:
    turned = rescreen.agreement([(b, a) for a, b in pairs])
    assert turned == rescreen.agreement(pairs)


def test_kappa_of_a_known_table() -> None:
    """Cohen's own kind of example: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: 0.4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = rescreen.agreement(pairs)
    assert (found.n, found.same, found.share_bp) == (50, 35, 7000)
    assert found.kappa == pytest.approx(0.4)


def test_without_pairs_or_without_variety_there_is_no_kappa() -> None:
    assert rescreen.agreement([]).kappa is None
    assert rescreen.agreement([]).share_bp is None
    assert rescreen.agreement([("yes", "yes")] * 9).kappa is None
    assert rescreen.agreement([("yes", "yes")] * 4).is_few


# -- counts and times ---------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=40))
def test_every_check_is_counted_once(rows: list[tuple[int, bool]]) -> None:
    made = [decided(1, who, *(() if fine else ("B5",))) for who, fine in rows]
    found = even_handed.tallies(made, lambda row: str(row.officer_id))
    assert sum(one.decided for one in found) == len(rows)
    assert sum(one.eligible for one in found) == sum(fine for _, fine in rows)
    assert [one.decided for one in found] == sorted((t.decided for t in found), reverse=True)


def test_a_share_is_given_from_five_on() -> None:
    four, five = [decided()] * 4, [decided()] * 4 + [decided(1, 1, "B5")]
    assert even_handed.tallies(four, lambda _r: "")[0].share_bp is None
    assert even_handed.tallies(five, lambda _r: "")[0].share_bp == 8000


def test_a_refusal_may_have_several_reasons() -> None:
    rows = [decided(1, 1, "B5", "B2"), decided(1, 1, "B5"), decided()]
    assert even_handed.reasons(rows) == [("B5", 2), ("B2", 1)]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=50))
def test_half_took_no_longer_than_the_median_and_nine_of_ten_than_the_other(
    minutes: list[int],
) -> None:
    found = even_handed.times([decided(m / 60) for m in minutes], lambda _r: "")[0]
    took = [decided(m / 60).took for m in minutes]
    assert 2 * sum(t <= found.median for t in took) >= len(took)
    assert 10 * sum(t <= found.most for t in took) >= 9 * len(took)
    assert found.median <= found.most
    assert {found.median, found.most} <= set(took)
