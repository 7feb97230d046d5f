"""Recusals: found by the system, declared by the member, added by the chair; never removed."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import (
    Decision,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingStatus,
    Objection,
    Recusal,
    RecusalCause,
    Vote,
)
from grants.board.queries.stakes import stakes_of, ties_of_seats
from grants.board.rules.recusal import causes
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db


def find_recusals(items: list[Item]) -> None:
    """Add every recusal that follows from what is on record; the caller commits."""
    about = {item.id: item.proposal_ids for item in items}
    wanted = {pid for pids in about.values() for pid in pids}
    if not wanted:
        return
    stakes, ties = stakes_of(wanted), ties_of_seats()
    known = {
        (row.item_id, row.seat_id, row.proposal_id)
        for row in db.session.execute(
            sa.select(Recusal.item_id, Recusal.seat_id, Recusal.proposal_id).where(
                Recusal.item_id.in_(about)
            )
        )
    }
    for item in items:
        for proposal_id in about[item.id]:
            row = proposal_id if item.kind is ItemKind.REMAINDER else None
            for seat_id, bound in ties.items():
                found = causes(bound, stakes[proposal_id])
                if not found or (item.id, seat_id, row) in known:
                    continue
                recuse_seat(SYSTEM, item, seat_id, found[0], proposal_id=row)


def recuse_seat(
    actor: Actor,
    item: Item,
    seat_id: int,
    cause: RecusalCause,
    *,
    reason: str = "",
    proposal_id: int | None = None,
) -> Recusal:
    """Put a seat out of an item; what it said on the item is kept, and no longer counts."""
    now = clock.now()
    recusal = Recusal(
        item_id=item.id,
        seat_id=seat_id,
        proposal_id=proposal_id,
        cause=cause,
        reason=reason,
        by_id=actor.person_id,
        at=now,
    )
    db.session.add(recusal)
    db.session.flush()
    voided = 0
    if proposal_id is None:
        voided = _void(Vote, item.id, seat_id) + _void(Objection, item.id, seat_id)
    record(
        actor,
        "board:recuse",
        recusal,
        new={"item": item.id, "seat": seat_id, "cause": cause.value, "voided": voided},
        reason=reason,
    )
    return recusal


def _void(voice: type[Vote] | type[Objection], item_id: int, seat_id: int) -> int:
    rows = db.session.execute(
        sa.update(voice)
        .where(voice.item_id == item_id, voice.seat_id == seat_id, voice.voided_at.is_(None))
        .values(voided_at=clock.now())
        .returning(voice.id)
    ).all()
    return len(rows)


def undecided_items() -> list[Item]:
    """Items of every meeting that is not over, without a decision."""
    decided = sa.select(Decision.item_id)
    to_decide = sa.and_(
        Meeting.status.in_([MeetingStatus.DRAFT, MeetingStatus.OPEN]),
        Item.status == ItemStatus.OPEN,
    )
    to_confirm = sa.and_(
        Meeting.status == MeetingStatus.CLOSED,
        Item.status != ItemStatus.WITHDRAWN,
        Item.id.not_in(decided),
    )
    return list(
        db.session.scalars(
            sa.select(Item)
            .join(Meeting, Meeting.id == Item.meeting_id)
            .where(sa.or_(to_decide, to_confirm))
            .order_by(Item.id)
        )
    )
