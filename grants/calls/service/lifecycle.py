"""Publishing a call, moving its deadline, and what the clock does to it."""

from collections.abc import Mapping
from datetime import datetime

from grants.audit.service import record
from grants.calls import queries
from grants.calls.models import Call, CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules import (
    accepts_work,
    check_extension,
    effective_status,
    has_opened,
    may_cancel,
    may_enter,
)
from grants.calls.rules.document import Texts
from grants.calls.rules.publishing import Finding
from grants.calls.rules.warning import warnings_of
from grants.calls.service.exchange import check_may_manage
from grants.calls.service.preflight import findings_of
from grants.calls.service.reasons import NO_REASONS, reasons_to_publish
from grants.core import clock, hooks, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.core.messages import msg, nmsg

_EVENTS = {CallStatus.OPEN: "call:open", CallStatus.CLOSED: "call:close"}
_NEXT = {CallStatus.PUBLISHED: CallStatus.OPEN, CallStatus.OPEN: CallStatus.CLOSED}


class NotPublishable(Refused):
    """What still stops a call from being published."""

    def __init__(self, findings: list[Finding]):
        super().__init__(
            nmsg(
                "%(n)s thing must be mended before this call can be published.",
                "%(n)s things must be mended before this call can be published.",
                len(findings),
            )
        )
        self.findings = findings


def publish(
    actor: Actor,
    ref: str,
    *,
    version: int,
    reasons: Mapping[str, str] = NO_REASONS,
    operation: str | None = None,
) -> Call:
    """A draft becomes public; it opens by itself at its opening instant.

    Each warning about its dates needs a reason, by the code of the warning; they are kept.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:publish")
    call = queries.for_office(actor, ref)
    check_version(call, version)
    if call.status is not CallStatus.DRAFT:
        raise Refused(msg("This call is published already."))
    findings = findings_of(call, document_of(call))
    if findings:
        raise NotPublishable(findings)
    given = reasons_to_publish(warnings_of(call), reasons)
    call.status = CallStatus.PUBLISHED
    if given:
        call.provenance = {**call.provenance, "warnings": given}
    record(
        actor,
        "call:publish",
        call,
        old={"status": CallStatus.DRAFT.value},
        new={"status": call.status.value, "warnings": list(given)},
        reason="\n".join(given.values()),
    )
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return call


def extend(
    actor: Actor,
    ref: str,
    closes_at: datetime,
    *,
    reason: str,
    version: int,
    operation: str | None = None,
) -> Call:
    """Move the deadline of a call to a later instant, before it passes; everyone writing is told.

    Raises Refused when the deadline has passed, or when the new one is not later.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:extend")
    call = queries.for_office(actor, ref)
    check_version(call, version)
    before = call.closes_at
    check_extension(call, closes_at, clock.now())
    if not reason.strip():
        message = msg("Say why the deadline moves: the reason is kept on record")
        raise Refused(message, {"reason": message})
    call.closes_at = closes_at
    record(
        actor,
        "call:extend",
        call,
        old={"closes_at": before.isoformat() if before else None},
        new={"closes_at": closes_at.isoformat()},
        reason=reason,
    )
    hooks.call_extended.send(call, actor=actor)
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return call


def cancel(
    actor: Actor,
    ref: str,
    *,
    reason: str,
    note: Texts,
    version: int,
    operation: str | None = None,
) -> Call:
    """End a call before its results, for good. Everybody with a proposal in it is told.

    `reason` stays on record; `note` stands on the call's page and in the mail.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:cancel")
    call = queries.for_office(actor, ref)
    db.session.refresh(call, with_for_update=True)
    check_version(call, version)
    _check_may_cancel(call)
    _check_explained(reason, note)
    old, call.status = call.status, CallStatus.CANCELLED
    cancelled = {"at": clock.now().isoformat(), "note": dict(note)}
    call.provenance = {**call.provenance, "cancelled": cancelled}
    record(
        actor,
        "call:cancel",
        call,
        old={"status": old.value},
        new={"status": call.status.value},
        reason=reason.strip(),
    )
    hooks.call_cancelled.send(call, actor=actor)
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return call


def _check_may_cancel(call: Call) -> None:
    if not may_cancel(call):
        raise Refused(
            msg(
                "Only a call that is public and has no results yet can be cancelled. "
                "Nothing was changed."
            )
        )


def _check_explained(reason: str, note: Texts) -> None:
    fields = {}
    if not reason.strip():
        fields["reason"] = msg("Say why the call is cancelled: the reason is kept on record")
    if not note.get("en", "").strip():
        fields["note_en"] = msg("Write it in English: everybody can read that")
    if fields:
        raise Refused(next(iter(fields.values())), fields)


def advance(now: datetime) -> int:
    """Let the stored status follow the clock, each step on the trail; how many steps."""
    steps = 0
    for call in queries.to_advance(now):
        target = effective_status(call, now)
        while call.status is not target and call.status in _NEXT:
            old = call.status
            call.status = _NEXT[old]
            record(
                SYSTEM,
                _EVENTS[call.status],
                call,
                old={"status": old.value},
                new={"status": call.status.value},
            )
            if call.status is CallStatus.OPEN:
                hooks.call_opened.send(call)
            steps += 1
    db.session.commit()
    return steps


def enter(actor: Actor, call: Call, stage: CallStatus, *, reason: str = "") -> None:
    """The call goes on to a later stage; called by the services of that stage, which commit.

    Does nothing when the call is there already or beyond.
    """
    now = clock.now()
    if call.status is CallStatus.CANCELLED:
        raise Refused(msg("This call was cancelled: it goes no further. Nothing was changed."))
    current = effective_status(call, now)
    if not has_opened(call, now) or accepts_work(call, now):
        raise Refused(msg("This call is still open for applications."))
    if not may_enter(current, stage):
        return
    # Of two who are first at once, the second sees what the first did.
    db.session.refresh(call, ["status", "version"], with_for_update=True)
    if not may_enter(effective_status(call, now), stage):
        return
    old, call.status = call.status, stage
    record(
        actor,
        "call:enter",
        call,
        old={"status": old.value},
        new={"status": call.status.value},
        reason=reason,
    )


def check_version(call: Call, version: int) -> None:
    """Raises Conflict when the call changed since its form was drawn."""
    if call.version != version:
        raise Conflict(
            msg("Somebody changed this call while you had it open. Look at it again, then decide.")
        )
