"""Quorum, computed for each item after its recusals.

Our default, to be confirmed by the board: 7 members of 4 constituencies. When recusals alone break
it, a written procedure cannot decide the item and it goes to a meeting; there it passes to the
members who are not recused, and the minutes say so.
"""

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A standing seat and the constituency it speaks for."""

    seat_id: int
    constituency_id: int


class QuorumState(enum.StrEnum):
    """Reached; or why not."""

    REACHED = "reached"
    BROKEN_BY_RECUSAL = "broken_by_recusal"  # not even all who may take part would be enough
    NOT_REACHED = "not_reached"  # enough may take part, too few do


@dataclass(frozen=True)
class Quorum:
    """Who takes part in an item, against who is needed."""

    state: QuorumState
    members: int
    constituencies: int
    needed_members: int
    needed_constituencies: int
    may_take_part: int  # seats that are not recused

    @property
    def is_majority_of_the_rest(self) -> bool:
        """More than half of the seats that are not recused take part."""
        return self.members * 2 > self.may_take_part


def quorum(
    places: Iterable[Place],
    recused: Collection[int],
    present: Collection[int] | None,
    *,
    members: int,
    constituencies: int,
) -> Quorum:
    """The quorum of one item; `present` None means that silence takes part (in writing)."""
    free = [place for place in places if place.seat_id not in recused]
    here = free if present is None else [p for p in free if p.seat_id in present]

    def is_enough(of: list[Place]) -> bool:
        spoken_for = {p.constituency_id for p in of}
        return len(of) >= members and len(spoken_for) >= constituencies

    if is_enough(here):
        state = QuorumState.REACHED
    elif is_enough(free):
        state = QuorumState.NOT_REACHED
    else:
        state = QuorumState.BROKEN_BY_RECUSAL
    return Quorum(
        state,
        len(here),
        len({p.constituency_id for p in here}),
        members,
        constituencies,
        len(free),
    )
