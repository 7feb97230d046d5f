"""The secretary corrects a meeting or a written procedure while it is being prepared."""

from datetime import datetime
from typing import Any

from grants.audit.service import record
from grants.board.models import Meeting, MeetingKind
from grants.board.service.prepare import Plan, check, check_days, draft
from grants.core import operations
from grants.core.actor import Actor
from grants.core.clock import BRUSSELS
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import Conflict
from grants.core.messages import msg
from grants.permissions import Permission


def change_meeting(
    actor: Actor, meeting_ref: str, plan: Plan, *, version: int, operation: str | None = None
) -> None:
    """Set what the plan says; its kind and its number stay. Conflict with both texts when
    somebody changed it meanwhile."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:change")
    meeting = draft(actor, meeting_ref)
    old, new = _details_of(meeting), _planned(plan)
    if meeting.version != version:
        mine, theirs = _shown(new, meeting.kind), _shown(old, meeting.kind)
        db.session.rollback()
        raise Conflict(msg("Somebody changed this procedure while you had it open."), mine, theirs)
    check_days(plan.days)
    changed = [field for field in new if new[field] != old[field]]
    for field in changed:
        setattr(meeting, field, new[field])
    if changed:
        record(
            actor,
            "board:change",
            meeting,
            old=_traced(meeting, {field: old[field] for field in changed}),
            new=_traced(meeting, {field: new[field] for field in changed}),
        )
    db.session.commit()


def _planned(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "note": plan.note,
        "days": plan.days,
        "opens_at": plan.meets_at,
        "quorum_members": plan.quorum_members,
        "quorum_constituencies": plan.quorum_constituencies,
    }


def _details_of(meeting: Meeting) -> dict[str, Any]:
    return {field: getattr(meeting, field) for field in _planned(Plan(meeting.kind, ""))}


def _shown(details: dict[str, Any], kind: MeetingKind) -> dict[str, str]:
    """By the names of the form's fields, to be compared."""
    shown = {field: str(value) for field, value in details.items() if field != "opens_at"}
    if kind is MeetingKind.WRITTEN:
        return shown
    del shown["days"]
    meets: datetime | None = details["opens_at"]
    there = meets.astimezone(BRUSSELS) if meets is not None else None
    day, at = (f"{there:%Y-%m-%d}", f"{there:%H:%M}") if there else ("", "")
    return {**shown, "meets_on": day, "meets_at": at}


def _traced(meeting: Meeting, details: dict[str, Any]) -> dict[str, Any]:
    """For the trail: numbers and instants as they are, texts as salted digests."""
    traced = dict(details)
    for field in ("title", "note"):
        if traced.get(field):
            traced[field] = sha256(f"{meeting.ref}:{traced[field]}")[:16]
    if traced.get("opens_at") is not None:
        traced["opens_at"] = traced["opens_at"].isoformat()
    return traced
