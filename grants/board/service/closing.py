"""Closing: by the clock or by the secretary, and what the result of every item is."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import Item, ItemKind, ItemStatus, Meeting, MeetingKind, MeetingStatus
from grants.board.queries.meetings import meeting_by_ref
from grants.board.queries.positions import Floor, floor
from grants.board.rules.voting import Verdict
from grants.board.service.opening import open_items
from grants.board.service.prepare import check
from grants.board.service.recusals import find_recusals
from grants.core import clock, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.permissions import Permission

# A remainder is adopted as far as it can be: what is left of it is carried on.
_ORDER = (ItemStatus.ADOPTED, ItemStatus.MOVED, ItemStatus.REJECTED, ItemStatus.NO_QUORUM)


def close(actor: Actor, meeting_ref: str, *, operation: str | None = None) -> None:
    """The secretary closes; a written procedure not before its time."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:close")
    meeting = meeting_by_ref(actor, meeting_ref, lock=True)
    if meeting.status is not MeetingStatus.OPEN:
        raise Refused(msg("This procedure is not open, or is closed already; nothing was changed."))
    if meeting.kind is MeetingKind.WRITTEN and not is_due(meeting):
        raise Refused(
            msg(
                "Members may object until %(at)s. It closes by itself then; nothing was changed.",
                at=meeting.closes_at,
            )
        )
    _close(actor, meeting)
    meeting.closed_by_id = actor.person_id
    db.session.commit()


def close_by_clock(meeting_id: int) -> bool:
    """Close a written procedure whose time is over; False when there was nothing to close."""
    meeting = db.session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    due = meeting is not None and meeting.status is MeetingStatus.OPEN and is_due(meeting)
    if meeting is None or not due:
        db.session.rollback()
        return False
    _close(SYSTEM, meeting)
    db.session.commit()
    return True


def due_meetings() -> list[int]:
    """Written procedures whose time is over."""
    return list(
        db.session.scalars(
            sa.select(Meeting.id).where(
                Meeting.status == MeetingStatus.OPEN,
                Meeting.kind == MeetingKind.WRITTEN,
                Meeting.closes_at < clock.now(),
            )
        )
    )


def is_due(meeting: Meeting) -> bool:
    return meeting.closes_at is not None and clock.now() > meeting.closes_at


def _close(actor: Actor, meeting: Meeting) -> None:
    items = open_items(meeting)
    find_recusals(items)
    meeting.status = MeetingStatus.CLOSED
    meeting.closed_at = clock.now()
    record(actor, "board:close", meeting, old={"status": "open"}, new={"status": "closed"})
    said = floor(meeting, meeting.closed_at)
    for item in items:
        settle(actor, item, said)


def settle(actor: Actor, item: Item, said: Floor) -> None:
    """Set an item's result from what was said; again when a late recusal changed it."""
    before = item.status
    verdict = said.verdict(item.id)
    if item.kind is ItemKind.REMAINDER:
        results = row_results(item, said)
        item.status = next((s for s in _ORDER if s in results.values()), ItemStatus.WITHDRAWN)
    else:
        item.status = verdict.status
    shown = shown_verdict(verdict)
    if before is item.status and item.facts.get("verdict") == shown:
        return
    item.facts = {**item.facts, "verdict": shown}
    record(
        actor,
        "board:settle",
        item,
        old={"status": before.value},
        new={"status": item.status.value, "verdict": shown},
    )


def row_results(item: Item, said: Floor) -> dict[int, ItemStatus]:
    """How the board stands on each proposal of a remainder: each has its own recusals."""
    return {
        row["proposal_id"]: said.verdict(item.id, row["proposal_id"]).status
        for row in item.facts.get("rows", [])
    }


def shown_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as it is kept: counts only, nobody's name."""
    q = verdict.quorum
    return {
        "status": verdict.status.value,
        "quorum": {
            "state": q.state.value,
            "members": q.members,
            "constituencies": q.constituencies,
            "needed_members": q.needed_members,
            "needed_constituencies": q.needed_constituencies,
            "may_take_part": q.may_take_part,
        },
        "tally": {choice.value: n for choice, n in verdict.tally.items()},
        "objections": verdict.objections,
        "passed_to_rest": verdict.passed_to_rest,
        "by_consensus": verdict.by_consensus,
    }
