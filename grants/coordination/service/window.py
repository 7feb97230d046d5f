"""Opening the time to comment, making it longer, and reminding who has said nothing."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Role
from grants.accounts.queries import actor_of, addressees, people_with
from grants.audit.service import record
from grants.calls.models import Call
from grants.coordination.models import OverlapComment, OverlapExtension, OverlapWindow
from grants.coordination.queries import countries_of, place_of, shown_to
from grants.coordination.rules import (
    check_extension,
    check_opening,
    end_of_window,
    is_open,
    last_second,
    reminder_at,
)
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, NotFound
from grants.core.messages import Link, msg
from grants.mail.service import Addressee, queue
from grants.permissions import Permission
from grants.proposals.models import Proposal

REMIND = "overlap_reminder"
SPEAKERS = (Role.MEMBER_REVIEWER, Role.BOARD_MEMBER, Role.BOARD_CHAIR)


def people_to_tell() -> list[Addressee]:
    """Everybody who may comment, each once; four queries."""
    return addressees(person for role in SPEAKERS for person, _name in people_with(role))


def open_window(actor: Actor, call_ref: str, days: int, *, operation: str | None = None) -> None:
    """Members may read the eligible notes of a call and comment for so many days; they are told.

    What becomes eligible later joins by itself.
    """
    operations.claim(operation, actor, "overlap:open")
    place = place_of(actor, call_ref, Permission.OVERLAP_OPEN, lock=True)
    notes = sum(countries_of(place).values())
    check_opening(days, notes=notes, is_opened=place.window is not None)
    now = clock.now()
    window = OverlapWindow(
        call_id=place.call.id,
        opened_by_id=actor.person_id,
        opened_at=now,
        ends_at=end_of_window(now, days, place.call.zone),
    )
    db.session.add(window)
    db.session.flush()
    record(actor, "overlap:open", window, new={"days": days, "ends_at": _iso(window)})
    _tell("overlap_opened", place.call, window)
    _remind_later(place.call, window)
    operations.keep(operation, actor, call_ref)
    db.session.commit()


def extend_window(
    actor: Actor,
    call_ref: str,
    day: date,
    reason: str,
    *,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """A later last day, with the reason on record; everybody who may comment is told."""
    operations.claim(operation, actor, "overlap:extend")
    place = place_of(actor, call_ref, Permission.OVERLAP_OPEN, lock=True)
    window = place.window
    if window is None:
        raise NotFound
    if version not in (None, window.version):
        raise Conflict(
            msg("Somebody extended this while you had the page open. Nothing of yours was saved.")
        )
    _lengthen(actor, window, last_second(day, place.call.zone), reason)
    _tell("overlap_extended", place.call, window, reason=reason.strip())
    _remind_later(place.call, window)
    operations.keep(operation, actor, call_ref)
    db.session.commit()


def _lengthen(actor: Actor, window: OverlapWindow, until: datetime, reason: str) -> None:
    """To its new end, with the old one and the reason on record."""
    now = clock.now()
    check_extension(window.ends_at, until, now, reason)
    before = window.ends_at
    window.ends_at = until
    db.session.add(
        OverlapExtension(
            window_id=window.id,
            before=before,
            until=until,
            reason=reason.strip(),
            by_id=actor.person_id,
            at=now,
        )
    )
    record(
        actor,
        "overlap:extend",
        window,
        old={"ends_at": before.isoformat()},
        new={"ends_at": _iso(window)},
        reason=reason.strip(),
    )


def mail_params(call: Call, window: OverlapWindow) -> dict[str, Any]:
    """What every mail about it says: the call and until when, and nothing of a proposal."""
    return {
        "call": dict(call.title),
        "until": window.ends_at,
        "link": Link("coordination.notes", {"call_ref": call.ref}),
    }


def _tell(kind: str, call: Call, window: OverlapWindow, **more: Any) -> None:
    for to in people_to_tell():
        queue(
            to,
            kind,
            {**mail_params(call, window), **more},
            about=window,
            dedupe=f"{kind}:{window.id}:{_iso(window)}:{to.address}",
        )


def _remind_later(call: Call, window: OverlapWindow) -> None:
    at = reminder_at(window.ends_at, call.zone)
    if at > clock.now():
        payload = {"window_id": window.id, "ends_at": _iso(window)}
        jobs.enqueue(REMIND, payload, run_at=at, dedupe=f"{REMIND}:{window.id}:{_iso(window)}")


@jobs.handles(REMIND)
def remind(payload: dict[str, Any]) -> None:
    """Whoever may comment on something and has said nothing; one that was extended since has a
    later reminder of its own."""
    window = db.session.get_one(OverlapWindow, payload["window_id"])
    call = db.session.get_one(Call, window.call_id)
    if payload["ends_at"] == _iso(window) and is_open(window.ends_at, clock.now()):
        spoken = set(_who_spoke(call))
        for to in people_to_tell():
            if to.person_id is None or to.person_id in spoken or not _has_notes(to.person_id, call):
                continue
            queue(
                to,
                REMIND,
                mail_params(call, window),
                about=window,
                dedupe=f"{REMIND}:{window.id}:{_iso(window)}:{to.address}",
            )
    db.session.commit()


def _who_spoke(call: Call) -> list[int]:
    return list(
        db.session.scalars(
            sa.select(OverlapComment.person_id)
            .join(Proposal, Proposal.id == OverlapComment.proposal_id)
            .where(Proposal.call_id == call.id)
            .distinct()
        )
    )


def _has_notes(person_id: int, call: Call) -> bool:
    """Is there a note of the call that this person is not tied to?"""
    shown = shown_to(actor_of(person_id), call_id=call.id)
    query = sa.select(Proposal.id).where(Proposal.call_id == call.id, shown).limit(1)
    return db.session.scalar(query) is not None


def _iso(window: OverlapWindow) -> str:
    return window.ends_at.isoformat()
