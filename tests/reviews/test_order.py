"""The order, ties, the funding line, the slate."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from grants.core.errors import Refused
from grants.reviews.models import Recommendation
from grants.reviews.rules import ranking
from grants.reviews.rules.ranking import Entry, Order, Standing
from grants.reviews.rules.slate import Departure, check_slate, slate

entries = st.builds(
    Entry,
    ref=st.text("ABCDEFGH", min_size=3, max_size=6),
    asked_cents=st.integers(1, 100),
    mean=st.one_of(st.none(), st.fractions(0, 100_000, max_denominator=6)),
    floors_met=st.booleans(),
    criteria=st.fixed_dictionaries({"A": st.fractions(0, 5, max_denominator=3)}),
    preferred=st.booleans(),
)
lists = st.lists(entries, max_size=12, unique_by=lambda e: e.ref)


def placed(found: list[Entry], room: int = 10**9, ties: tuple[str, ...] = ("A",)) -> Order:
    return ranking.place(iter(found), tie_order=ties, seed="CALL", pass_points=60, room_cents=room)


def entry(ref: str, mean: int, asked: int = 100, **over: object) -> Entry:
    return Entry(ref, asked, Fraction(mean * 1000), True, **over)  # type: ignore[arg-type]


@given(lists, st.integers(0, 500))
def test_everybody_has_a_place_in_falling_order_of_means(found: list[Entry], room: int) -> None:
    order = placed(found, room)
    assert {p.entry.ref for p in order.rows} == {e.ref for e in found}
    means = [p.entry.mean for p in order.rows if p.entry.mean is not None]
    assert means == sorted(means, reverse=True)
    assert [p.place for p in order.rows if p.place] == list(range(1, len(means) + 1))


@given(lists, st.integers(0, 500))
def test_the_money_above_the_line_fits_and_the_next_would_not(
    found: list[Entry], room: int
) -> None:
    order = placed(found, room)
    above = [p for p in order.rows if p.standing is Standing.WITHIN]
    assert sum(p.entry.asked_cents for p in above) == order.spent_cents <= room
    below = [p for p in order.rows if p.standing is Standing.BELOW_LINE]
    if below:
        assert order.spent_cents + below[0].entry.asked_cents > room
        first_below = order.rows.index(below[0])
        assert all(order.rows.index(p) < first_below for p in above)
    for p in order.rows:
        passing = p.entry.mean is not None and p.entry.mean >= 60_000 and p.entry.floors_met
        assert passing == (p.standing in (Standing.WITHIN, Standing.BELOW_LINE))


@given(lists, st.randoms())
def test_the_order_does_not_depend_on_how_rows_arrive(found: list[Entry], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [p.entry.ref for p in placed(found).rows] == [p.entry.ref for p in placed(shuffled).rows]


def test_a_hair_more_is_no_tie() -> None:
    a = Entry("A1", 1, Fraction(70_000), True)
    b = Entry("B1", 1, Fraction(210_001, 3), True)
    order = placed([a, b])
    assert [p.entry.ref for p in order.rows] == ["B1", "A1"]
    assert not any(p.tied for p in order.rows)


def test_ties_are_parted_by_the_calls_rules_in_their_order() -> None:
    a = entry("A1", 70, criteria={"A": Fraction(3)}, preferred=True)
    b = entry("B1", 70, criteria={"A": Fraction(4)})
    by_criterion = placed([a, b], ties=("A", "preferred_country"))
    assert [p.entry.ref for p in by_criterion.rows] == ["B1", "A1"]
    assert {p.decided_by for p in by_criterion.rows} == {"A"}
    by_country = placed([a, b], ties=("preferred_country", "A"))
    assert [p.entry.ref for p in by_country.rows] == ["A1", "B1"]
    assert all(p.tied and p.decided_by == "preferred_country" for p in by_country.rows)


def test_what_nothing_parts_is_drawn_and_the_draw_can_be_repeated() -> None:
    two = [entry("A1", 70), entry("B1", 70)]
    order = placed(two, ties=())
    assert {p.decided_by for p in order.rows} == {"drawn"}
    lots = sorted(["A1", "B1"], key=lambda ref: ranking.draw("CALL", ref))
    assert [p.entry.ref for p in order.rows] == lots


def test_nothing_jumps_the_queue_by_being_cheap() -> None:
    order = placed([entry("A1", 90, 100), entry("B1", 80, 100), entry("C1", 70, 10)], room=150)
    assert [p.standing for p in order.rows] == [
        Standing.WITHIN,
        Standing.BELOW_LINE,
        Standing.BELOW_LINE,
    ]
    assert order.line_after == 0


def test_what_is_already_paid_does_not_count_against_the_room() -> None:
    order = placed([entry("A1", 90, 100, spends=False), entry("B1", 80, 100)], room=100)
    assert [p.standing for p in order.rows] == [Standing.WITHIN, Standing.WITHIN]


def test_a_departure_needs_a_reason_and_the_money() -> None:
    order = placed([entry("A1", 90, 100), entry("B1", 80, 100)], room=100)
    swap = {"B1": Departure("B1", Recommendation.RECOMMENDED, None, "")}
    with pytest.raises(Refused, match="reason"):
        check_slate(slate(order.rows, swap, 100), "USD")
    swap = {"B1": Departure("B1", Recommendation.RECOMMENDED, None, "It unlocks a loan.")}
    with pytest.raises(Refused, match="envelope"):
        check_slate(slate(order.rows, swap, 100), "USD")
    both = {**swap, "A1": Departure("A1", Recommendation.RESERVE, None, "It can wait.")}
    found = slate(order.rows, both, 100)
    check_slate(found, "USD")
    assert found.recommended_cents == 100


def test_a_smaller_amount_is_a_departure_and_a_larger_is_refused() -> None:
    order = placed([entry("A1", 90, 100)], room=100)
    less = slate(order.rows, {"A1": Departure("A1", Recommendation.RECOMMENDED, 50, "Enough")}, 100)
    check_slate(less, "USD")
    assert less.rows[0].departs
    more = slate(order.rows, {"A1": Departure("A1", Recommendation.RECOMMENDED, 101, "More")}, 200)
    with pytest.raises(Refused, match="up to what was asked"):
        check_slate(more, "USD")


def test_an_unscored_proposal_stops_the_freeze() -> None:
    order = placed([Entry("A1", 1, None, False)])
    with pytest.raises(Refused, match="no submitted review"):
        check_slate(slate(order.rows, {}, 100), "USD")
