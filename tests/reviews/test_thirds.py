"""A third review near the funding line: which proposals, and that the list tells no order."""

from collections.abc import Callable
from fractions import Fraction

from flask import Flask
from hypothesis import given, strategies as st

from grants.reviews.queries.thirds import wanted
from grants.reviews.rules.ranking import Entry, Order, place
from grants.reviews.rules.thirds import line_of, nearest
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w


def order_of(means: list[int | None], room: int) -> Order:
    entries = [
        Entry(f"P{n:02d}", 100, None if mean is None else Fraction(mean * 1000), floors_met=True)
        for n, mean in enumerate(means)
    ]
    return place(entries, tie_order=[], seed="x", pass_points=50, room_cents=room)


def test_the_line_lies_halfway_between_the_last_above_and_the_first_below() -> None:
    assert line_of(order_of([90, 80, 70, 60], 200)) == Fraction(75_000)
    assert line_of(order_of([90, 80], 900)) == Fraction(80_000)
    assert line_of(order_of([90, 80], 0)) == Fraction(90_000)
    assert line_of(order_of([40, None], 900)) is None


def test_the_nearest_come_from_both_sides_of_the_line() -> None:
    assert nearest(order_of([90, 81, 79, 60], 200), 50) == ["P01", "P02"]
    assert nearest(order_of([90, 81, 79, None], 200), 10) == ["P01"]
    assert nearest(order_of([None, 40], 200), 50) == []


@given(
    means=st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=30),
    room=st.integers(0, 3000),
    share=st.sampled_from([10, 30, 50]),
)
def test_nobody_left_out_is_nearer_than_somebody_taken(
    means: list[int | None], room: int, share: int
) -> None:
    order = order_of(means, room)
    line, taken = line_of(order), nearest(order, share)
    if line is None:
        assert taken == []
        return
    far = {p.entry.ref: abs(p.entry.mean - line) for p in order.rows if p.entry.mean is not None}
    assert len(taken) == -(-len(far) * share // 100)
    rest = far.keys() - set(taken)
    if taken and rest:
        assert max(far[ref] for ref in taken) <= min(far[ref] for ref in rest)


def test_a_lead_ticks_those_near_the_line_without_reading_their_order(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    made = w.world(proposals=4)
    w.publish(made)
    for n, proposal in enumerate(made.proposals):
        w.write(made, proposal, made.evaluators[0], [5 - n, 5 - n, 5 - n])
    found = wanted(build.acting(made.lead), made.call, 30)
    assert (len(found.rows), found.of) == (2, 4)
    assert [row.title for row in found.rows] == sorted(row.title for row in found.rows)
    url = f"/reviews/calls/{made.call.ref}/assignment/more"
    page = browse(made.lead).get(url).click("Tick the nearest 30 percent")
    assert "2 proposals are the 30 percent nearest" in page.text
    boxes = page.root.findall(".//input[@name='proposals']")
    assert {box.get("value") for box in boxes} == {row.ref for row in found.rows}
    assert all(box.get("checked") is not None for box in boxes)
