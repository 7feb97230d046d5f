"""Members speak: objections, votes, recusals declared; each locked against the closing."""

from collections.abc import Mapping

import sqlalchemy as sa

from grants.accounts.queries import StandingSeat, seat_of, seats
from grants.audit.service import record
from grants.board.models import (
    Choice,
    Item,
    ItemKind,
    ItemStatus,
    LateVoice,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Objection,
    Recusal,
    RecusalCause,
    Vote,
)
from grants.board.queries.blinders import blinders
from grants.board.queries.meetings import meeting_by_ref
from grants.board.queries.positions import present
from grants.board.rules.objection import check_reason
from grants.board.service.prepare import check
from grants.board.service.recusals import recuse_seat
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.permissions import Permission


def object_to(
    actor: Actor, meeting_ref: str, n: int, reason: str, *, operation: str | None = None
) -> None:
    """A reasoned objection in a written procedure: the item goes to a meeting."""
    check(actor, Permission.BOARD_TAKE_PART)
    operations.claim(operation, actor, "board:object")
    meeting, item, seat = _on_the_floor(actor, meeting_ref, n, or_over=True)
    if meeting.kind is not MeetingKind.WRITTEN:
        raise Refused(msg("In a meeting members vote; objections belong to written procedures."))
    check_reason(reason)
    if _is_over(meeting):
        raise keep_late(actor, seat.id, {item.id: (None, reason)})
    _check_open(item)
    put_objection(actor, item, seat.id, reason)
    db.session.commit()


def put_objection(actor: Actor, item: Item, seat_id: int, reason: str) -> None:
    """The objection of a seat, in place of an earlier one; the caller commits."""
    row = db.session.scalars(
        sa.select(Objection).where(Objection.item_id == item.id, Objection.seat_id == seat_id)
    ).one_or_none()
    if row is None:
        row = Objection(item_id=item.id, seat_id=seat_id)
        db.session.add(row)
    row.person_id = actor.person_id or 0
    row.reason = reason
    row.at = clock.now()
    db.session.flush()
    record(actor, "board:object", row, new={"item": item.id, "seat": seat_id})


def keep_late(actor: Actor, seat_id: int, said: Mapping[int, tuple[Choice | None, str]]) -> Refused:
    """Keep what came after the closing, by item, in a transaction of its own; the refusal that
    says so. Nothing else of the act stays."""
    db.session.rollback()
    for item_id, (choice, words) in said.items():
        row = LateVoice(
            item_id=item_id,
            seat_id=seat_id,
            person_id=actor.person_id or 0,
            choice=choice,
            words=words,
            at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        record(actor, "board:too-late", row, new={"item": item_id, "seat": seat_id})
    db.session.commit()
    return Refused(
        msg(
            "This procedure is closed: what you sent came too late and was not counted. It is kept "
            "on record."
        )
    )


def vote(
    actor: Actor, meeting_ref: str, n: int, choice: Choice, *, operation: str | None = None
) -> None:
    """One vote of a seat in a meeting; a change before closing replaces it."""
    check(actor, Permission.BOARD_TAKE_PART)
    operations.claim(operation, actor, "board:vote")
    meeting, item, seat = _on_the_floor(actor, meeting_ref, n, or_over=True)
    if meeting.kind is not MeetingKind.MEETING:
        raise Refused(
            msg("In a written procedure silence is consent; say only whether you object.")
        )
    if _is_over(meeting):
        raise keep_late(actor, seat.id, {item.id: (choice, "")})
    _check_open(item)
    if seat.id not in present(meeting.id, clock.now()):
        raise Refused(
            msg("Only seats that are present vote. Ask the secretary to record your attendance.")
        )
    row = db.session.scalars(
        sa.select(Vote).where(Vote.item_id == item.id, Vote.seat_id == seat.id)
    ).one_or_none()
    before = row.choice.value if row is not None else None
    if row is None:
        row = Vote(item_id=item.id, seat_id=seat.id)
        db.session.add(row)
    row.person_id = actor.person_id or 0
    row.choice = choice
    row.at = clock.now()
    db.session.flush()
    record(
        actor,
        "board:vote",
        row,
        old={"choice": before} if before else None,
        new={"item": item.id, "seat": seat.id, "choice": choice.value},
    )
    db.session.commit()


def declare_recusal(
    actor: Actor,
    meeting_ref: str,
    n: int,
    reason: str,
    *,
    proposal_id: int | None = None,
    operation: str | None = None,
) -> None:
    """A member steps aside from an item, or from one proposal of a remainder; cannot be undone.

    What the seat said on the item before is kept on record and counts no longer.
    """
    check(actor, Permission.BOARD_TAKE_PART)
    operations.claim(operation, actor, "board:recuse")
    _, item, seat = _on_the_floor(actor, meeting_ref, n)
    _check_row(actor, item, proposal_id)
    if not reason.strip():
        raise Refused(
            msg("Say in a few words what the interest is."),
            {"reason": msg("Say what the interest is; the record of the item keeps it")},
        )
    recuse_seat(actor, item, seat.id, RecusalCause.DECLARED, reason=reason, proposal_id=proposal_id)
    db.session.commit()


def add_recusal(
    actor: Actor,
    meeting_ref: str,
    n: int,
    seat_ref: str,
    reason: str,
    *,
    proposal_id: int | None = None,
    operation: str | None = None,
) -> None:
    """The chair puts a seat out of an item, or of one proposal of a remainder; the reason is kept.

    A seat that is out of it already stays out; nothing is added.
    """
    check(actor, Permission.BOARD_CONFIRM)
    operations.claim(operation, actor, "board:recuse")
    meeting = meeting_by_ref(actor, meeting_ref, lock=True)
    item = undecided_item(actor, meeting, n)
    _check_row(actor, item, proposal_id)
    seat = next((s for s in seats() if s.ref == seat_ref), None)
    if seat is None:
        raise NotFound
    if not reason.strip():
        raise Refused(msg("Say why this seat must step aside."), {"reason": msg("Give the reason")})
    out_of = db.session.scalars(
        sa.select(Recusal.proposal_id).where(Recusal.item_id == item.id, Recusal.seat_id == seat.id)
    ).all()
    if None not in out_of and proposal_id not in out_of:
        recuse_seat(
            actor, item, seat.id, RecusalCause.CHAIR, reason=reason, proposal_id=proposal_id
        )
    db.session.commit()


def _check_row(actor: Actor, item: Item, proposal_id: int | None) -> None:
    """A single proposal is one of a remainder, and one that the actor may see."""
    if proposal_id is None:
        return
    is_row = item.kind is ItemKind.REMAINDER and proposal_id in item.proposal_ids
    if not is_row or proposal_id in blinders(actor).proposals:
        raise NotFound


def undecided_item(actor: Actor, meeting: Meeting, n: int, *, or_over: bool = False) -> Item:
    """An item of a meeting that the actor may see and nobody has decided finally, unless
    `or_over`."""
    item = db.session.scalars(
        sa.select(Item)
        .where(Item.meeting_id == meeting.id, Item.n == n)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if item is None or blinders(actor).hide(item.id, item.proposal_id):
        raise NotFound
    if not or_over and meeting.status in (MeetingStatus.CONFIRMED, MeetingStatus.CANCELLED):
        raise Refused(msg("This procedure is over; nothing was changed."))
    return item


def _on_the_floor(
    actor: Actor, meeting_ref: str, n: int, *, or_over: bool = False
) -> tuple[Meeting, Item, StandingSeat]:
    """The undecided item and the actor's seat; the meeting's row is locked against the closing.
    `or_over` also finds what was decided, so that what comes too late can be kept."""
    meeting = meeting_by_ref(actor, meeting_ref, lock=True)
    item = undecided_item(actor, meeting, n, or_over=or_over)
    seat = seat_of(actor.person_id or 0)
    if seat is None:
        raise Refused(msg("You hold no seat on the board now, so you cannot take part."))
    return meeting, item, seat


def _is_over(meeting: Meeting) -> bool:
    late = meeting.closes_at is not None and clock.now() > meeting.closes_at
    return meeting.status is not MeetingStatus.OPEN or late


def _check_open(item: Item) -> None:
    if item.status is not ItemStatus.OPEN:
        raise Refused(msg("This item is no longer open; nothing was changed."))
