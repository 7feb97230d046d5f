"""The secretary opens a meeting or procedure: recusals, states, clock, mails."""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.board.models import Item, ItemKind, ItemStatus, Meeting, MeetingKind, MeetingStatus
from grants.board.queries.blinders import blinders_of
from grants.board.queries.meetings import code_of
from grants.board.service.carry import carry_rows
from grants.board.service.prepare import check, draft
from grants.board.service.recusals import find_recusals
from grants.board.service.reply import make_link
from grants.calls.models import Call, CallStatus
from grants.calls.service.lifecycle import enter
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.core.jobs import enqueue
from grants.core.messages import Link, msg
from grants.core.money import Amount
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move

CLOSE_JOB = "board_close"
REMIND_JOB = "board_remind"
REMIND_BEFORE = timedelta(days=3)


def open_meeting(
    actor: Actor,
    meeting_ref: str,
    version: int,
    *,
    meets_at: datetime | None = None,
    operation: str | None = None,
) -> None:
    """Put the papers before the members. A written procedure closes by the clock.

    `meets_at` is for a meeting that was prepared without its day.
    """
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:open")
    meeting = draft(actor, meeting_ref)
    if meeting.version != version:
        raise Conflict(
            msg("Somebody changed this procedure while you had it open. Read it again, then open.")
        )
    items = open_items(meeting)
    if not items:
        raise Refused(msg("Add at least one item first: there is nothing to decide yet."))
    _send_to_board(actor, items)
    find_recusals(items)
    if meeting.kind is MeetingKind.WRITTEN:
        _start_clock(meeting)
    else:
        meeting.opens_at = meets_at or meeting.opens_at
    meeting.status = MeetingStatus.OPEN
    meeting.opened_by_id = actor.person_id
    record(actor, "board:open", meeting, old={"status": "draft"}, new={"status": "open"})
    tell_members(meeting, "board_opened")
    db.session.commit()


def _start_clock(meeting: Meeting) -> None:
    """From now for so many days; reminded of shortly before the end, then closed."""
    now = clock.now()
    meeting.opens_at = now
    meeting.closes_at = closing_instant(now, meeting.days)
    payload = {"meeting": meeting.id}
    enqueue(
        CLOSE_JOB,
        payload,
        run_at=meeting.closes_at + timedelta(seconds=1),
        dedupe=f"{CLOSE_JOB}:{meeting.id}",
    )
    enqueue(
        REMIND_JOB,
        payload,
        run_at=max(now, meeting.closes_at - REMIND_BEFORE),
        dedupe=f"{REMIND_JOB}:{meeting.id}",
    )


def closing_instant(opened_at: datetime, days: int) -> datetime:
    """The last second, in Brussels, of the day `days` after the opening."""
    last = opened_at.astimezone(clock.BRUSSELS).date() + timedelta(days=days)
    return clock.aware(datetime.combine(last, time(23, 59, 59), tzinfo=clock.BRUSSELS))


def open_items(meeting: Meeting) -> list[Item]:
    """What is still to be decided, in order."""
    return list(
        db.session.scalars(
            sa.select(Item)
            .where(Item.meeting_id == meeting.id, Item.status == ItemStatus.OPEN)
            .order_by(Item.n)
        )
    )


def _send_to_board(actor: Actor, items: list[Item]) -> None:
    """Move every proposal of the slate to the board; what its city withdrew falls out."""
    by_id = {
        proposal.id: proposal
        for proposal in db.session.scalars(
            sa.select(Proposal)
            .where(Proposal.id.in_({pid for item in items for pid in item.proposal_ids}))
            .order_by(Proposal.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for item in items:
        there = [by_id[pid] for pid in item.proposal_ids]
        for proposal in there:
            if proposal.status is ProposalStatus.RANKED:
                move(actor, proposal, Move.SEND_TO_BOARD, facts={"item": item.id})
        gone = {p.id for p in there if p.status is not ProposalStatus.WITH_BOARD}
        if item.kind is ItemKind.REMAINDER and gone:
            item.facts = carry_rows(item, set(item.proposal_ids) - gone)
        if there and len(gone) == len(there):
            item.status = ItemStatus.WITHDRAWN
    _advance_calls(actor, {item.call_id for item in items if item.call_id is not None})


def _advance_calls(actor: Actor, call_ids: set[int]) -> None:
    for call in db.session.scalars(sa.select(Call).where(Call.id.in_(call_ids))):
        enter(actor, call, CallStatus.BOARD)


def tell_members(meeting: Meeting, kind: str) -> None:
    """One mail to each holder of a seat, naming only the items they are not recused from."""
    items = open_items(meeting)
    for person_id, mine in blinders_of(meeting.id).items():
        seen = [item for item in items if not mine.hide(item.id, item.proposal_id)]
        if not seen:
            continue
        for to in addressees([person_id]):
            is_written = meeting.kind is MeetingKind.WRITTEN
            token = make_link(meeting, person_id) if is_written else None
            queue(
                to,
                kind,
                {
                    "code": code_of(meeting),
                    "title": meeting.title,
                    "is_written": is_written,
                    "at": meeting.closes_at or meeting.opens_at,
                    "items": [_line(item) for item in seen],
                    "reply": Link("board.reply", {"token": token}, secret=True) if token else None,
                    "link": Link("board.meeting", {"ref": meeting.ref}),
                },
                about=meeting,
                dedupe=f"{kind}:{meeting.id}:{person_id}",
            )


def _line(item: Item) -> dict[str, Any]:
    amount = None if item.amount_cents is None else Amount(item.amount_cents, item.currency)
    return {"n": item.n, "title": item.title, "amount": amount}
