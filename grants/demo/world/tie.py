"""A tie where the money ends: two proposals with equal points, of which one can be paid."""

from grants.calls.queries import by_ref, criteria_of
from grants.demo.world.applications import Round
from grants.demo.world.calls import SCORED
from grants.reviews.rules.ranking import Entry, Order, place
from grants.reviews.rules.scores import Points, floors_missed, mean, tally

# Proposal → the points of each place, by criterion code.
Given = dict[str, list[dict[str, int]]]


def tie_at_the_line(made: Round, points: Given, places: dict[str, list[int]]) -> None:
    """Give a proposal below the line the points of the last one above it.

    Whichever of the two is drawn first, the money reaches it and not the other. The ranking's own
    rules place what is about to be scored, so the line will be where it is found here.
    """
    out = {made.refused, made.appealed, made.returned, made.rejoined}
    refs = [ref for ref in made.refs if ref not in out]
    order = _order(made, refs, points, places)
    while len(equal := _equal_to_last(order)) > 1:  # parted, so that only two will be equal
        last_made = points[refs[max(equal)]][0]
        last_made[max(last_made, key=lambda code: last_made[code])] -= 1
        order = _order(made, refs, points, places)
    last = order.line_after or 0
    above = refs[int(order.rows[last].entry.ref)]
    left = order.room_cents - order.spent_cents
    candidates = (refs[int(row.entry.ref)] for row in order.rows[last + 1 :])
    below = next(
        ref
        for ref in candidates
        if left < made.grants[ref] <= left + made.grants[above] and places[ref] == places[above]
    )
    points[below] = [dict(one) for one in points[above]]


def _order(made: Round, refs: list[str], points: Given, places: dict[str, list[int]]) -> Order:
    """The ranking as it will be. Proposals stand by their number: references are random."""
    call = by_ref(SCORED)
    criteria = criteria_of(call)
    entries = []
    for n, ref in enumerate(refs):
        reviews = [
            {c.id: Points(points[ref][at][c.code]) for c in criteria} for at in places.get(ref, ())
        ]
        found = tally(reviews, criteria)
        floors_met = not floors_missed(found, criteria)
        entries.append(Entry(str(n), made.grants[ref], mean(found, criteria), floors_met))
    room = call.envelope_cents or 0
    return place(entries, tie_order=(), seed="", pass_points=call.pass_points, room_cents=room)


def _equal_to_last(order: Order) -> list[int]:
    """The numbers of all with the mean of the last one above the line."""
    last = order.rows[order.line_after or 0].entry
    return [int(row.entry.ref) for row in order.rows if row.entry.mean == last.mean]
