"""What a member is recused from, and therefore cannot see by any path."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import sqlalchemy as sa

from grants.accounts.models import SeatHolder
from grants.accounts.queries import seats
from grants.board.models import Decision, Interest, Item, Recusal
from grants.coordination.queries import register_wall
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import UtcDateTime, db, read
from grants.funds.queries import register_veil
from grants.proposals.models import Endorsement, Proposal


@dataclass(frozen=True)
class Blinders:
    """Items hidden as a whole, and proposals hidden wherever they appear."""

    items: frozenset[int] = frozenset()
    rows: Mapping[int, frozenset[int]] = field(default_factory=dict)  # of remainders, by item
    proposals: frozenset[int] = frozenset()

    def hide(self, item_id: int, proposal_id: int | None = None) -> bool:
        return item_id in self.items or proposal_id in self.proposals

    def __bool__(self) -> bool:
        return bool(self.items or self.proposals)


def blinders(actor: Actor) -> Blinders:
    """Everything the seats of this person are recused from; one query.

    A seat's recusal binds whoever holds or held the seat, member and alternate alike.
    """
    if actor.person_id is None:
        return Blinders()
    values = {"person": actor.person_id, "now": clock.now()}
    rows = read(_recused_from(), values)
    by_item: dict[int, set[int]] = {}
    for row in rows:
        if row.proposal_id is not None:
            by_item.setdefault(row.item_id, set()).add(row.proposal_id)
    return Blinders(
        frozenset(row.item_id for row in rows if row.proposal_id is None),
        {item_id: frozenset(hidden) for item_id, hidden in by_item.items()},
        frozenset(p for row in rows for p in (row.proposal_id, row.award) if p is not None),
    )


@cache
def _recused_from() -> sa.Select[int, int | None, int | None]:
    """What a person's seats are recused from; on every page of the board, so built once."""
    return (
        sa.select(Recusal.item_id, Recusal.proposal_id, Item.proposal_id.label("award"))
        .join(SeatHolder, SeatHolder.seat_id == Recusal.seat_id)
        .join(Item, Item.id == Recusal.item_id)
        .where(
            SeatHolder.person_id == sa.bindparam("person"),
            SeatHolder.starts_at <= sa.bindparam("now", type_=UtcDateTime()),
        )
    )


def blinders_of(meeting_id: int) -> dict[int, Blinders]:
    """The blinders, within one meeting, of every holder of a standing seat; for mails."""
    hidden: dict[int, list[tuple[int, int, int | None, int | None]]] = {}
    for row in db.session.execute(
        sa.select(Recusal.seat_id, Recusal.item_id, Recusal.proposal_id, Item.proposal_id)
        .join(Item, Item.id == Recusal.item_id)
        .where(Item.meeting_id == meeting_id)
    ):
        hidden.setdefault(row[0], []).append((row[0], row[1], row[2], row[3]))
    found: dict[int, Blinders] = {}
    for seat in seats():
        rows = hidden.get(seat.id, [])
        mine = Blinders(
            frozenset(row[1] for row in rows if row[2] is None),
            {},
            frozenset(p for row in rows for p in (row[2], row[3]) if p is not None),
        )
        for person_id in (seat.member_id, seat.alternate_id):
            if person_id is not None:
                before = found.get(person_id, Blinders())
                found[person_id] = Blinders(
                    before.items | mine.items, {}, before.proposals | mine.proposals
                )
    return found


def hidden_decisions(actor: Actor) -> frozenset[int]:
    """Ids of the decisions on items this person is recused from."""
    mine = blinders(actor)
    if not mine:
        return frozenset()
    return frozenset(
        db.session.scalars(
            sa.select(Decision.id)
            .join(Item, Item.id == Decision.item_id)
            .where(sa.or_(Item.id.in_(mine.items), Item.proposal_id.in_(mine.proposals)))
        )
    )


def not_recused(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: no seat of this person is recused from it, and none of it belongs
    to an organisation the person declared an interest in. One query."""
    declared = sa.select(Interest.organisation_id).where(
        Interest.person_id == (actor.person_id or 0), Interest.ended_at.is_(None)
    )
    backed = sa.select(Endorsement.proposal_id).where(Endorsement.organisation_id.in_(declared))
    return sa.and_(
        Proposal.id.not_in(blinders(actor).proposals),
        sa.or_(Proposal.proponent_id.is_(None), Proposal.proponent_id.not_in(declared)),
        sa.or_(Proposal.recipient_id.is_(None), Proposal.recipient_id.not_in(declared)),
        Proposal.id.not_in(backed),
    )


register_veil("decision", hidden_decisions)
register_wall(not_recused)
