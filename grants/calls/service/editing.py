"""Making a call and changing it before it opens: every part of it goes through here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls import queries
from grants.calls.exchange.changes import changed_beside, changed_settings, settled
from grants.calls.models import Call, CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules import has_opened
from grants.calls.rules.document import CallDocument
from grants.calls.rules.drafting import check_ref
from grants.calls.rules.funding import check_money_kept
from grants.calls.rules.publishing import Finding, check_consistent, check_publishable
from grants.calls.service.exchange import check_may_manage
from grants.calls.service.lifecycle import check_version
from grants.calls.service.reasons import NO_REASONS, reasons_for_dates
from grants.calls.service.referring import references
from grants.calls.service.storing import write_rows
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg, nmsg

Change = Callable[[CallDocument], CallDocument]


class Contradictory(Refused):
    """A change that would make the call contradict itself; `findings` say where."""

    def __init__(self, findings: Sequence[Finding]):
        super().__init__(
            nmsg(
                "This does not fit the rest of the call: %(n)s thing is wrong. Nothing was saved.",
                "This does not fit the rest of the call: %(n)s things are wrong. "
                "Nothing was saved.",
                len(findings),
            )
        )
        self.findings = tuple(findings)


def create(actor: Actor, document: CallDocument, *, operation: str | None = None) -> Call:
    """A draft, new from nothing or copied; Refused when its reference is taken or malformed."""
    check_may_manage(actor)
    operations.claim(operation, actor, "call:create")
    _check_free(document.ref)
    empty = CallDocument(document.ref, CallStatus.DRAFT)
    document = settled(empty, replace(document, status=CallStatus.DRAFT))
    _check(document, check_consistent(document))
    line_id, list_id = references(document)
    call = Call(ref=document.ref, provenance={})
    db.session.add(call)
    write_rows(call, document, line_id=line_id, country_list_id=list_id)
    record(actor, "call:create", call, new={"status": call.status.value})
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return call


def rename(actor: Actor, ref: str, new: str, *, version: int, operation: str | None = None) -> Call:
    """Give a draft another reference; a call that is public is known by the one it has."""
    check_may_manage(actor)
    operations.claim(operation, actor, "call:rename")
    call = queries.for_office(actor, ref)
    db.session.refresh(call, with_for_update=True)
    check_version(call, version)
    if call.status is not CallStatus.DRAFT:
        raise Refused(
            msg("Only a draft can get another reference: this call is known by the one it has.")
        )
    if new != ref:
        _check_free(new, but=call.id)
        call.ref = new
        record(actor, "call:rename", call, old={"ref": ref}, new={"ref": new})
    operations.keep(operation, actor, new)
    db.session.commit()
    return call


def _check_free(ref: str, but: int = 0) -> None:
    """Raises Refused for a reference that is malformed, or another call's."""
    check_ref(ref)
    taken = sa.select(Call.id).where(sa.func.upper(Call.ref) == ref.upper(), Call.id != but)
    if db.session.scalar(taken) is not None:
        message = msg("There is a call %(ref)s already; choose another reference", ref=ref)
        raise Refused(message, {"ref": message})


def edit(
    actor: Actor,
    ref: str,
    change: Change,
    *,
    version: int,
    reasons: Mapping[str, str] = NO_REASONS,
    operation: str | None = None,
) -> Call:
    """Change a call that has not opened: `change` makes the new document from the present one.

    Raises Refused when the call has opened, Conflict when it changed since `version`, and
    Contradictory when the result contradicts itself (or, of a published call, could not be
    published). What is the same already is left as it is. New dates of a published call need a
    reason for each warning about them, as publishing does.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:change")
    call = queries.for_office(actor, ref)
    db.session.refresh(call, with_for_update=True)
    check_version(call, version)
    check_not_opened(call)
    before = document_of(call)
    after = settled(before, replace(change(before), ref=before.ref, status=before.status))
    names = (*changed_settings(before, after), *changed_beside(before, after))
    if names:
        given = _checked(call, before, after, reasons)
        _write(call, after, given)
        record(
            actor,
            "call:change",
            call,
            old={"version": version},
            new={"version": call.version, "settings": list(names), "warnings": list(given or ())},
            reason="\n".join((given or {}).values()),
        )
    db.session.commit()
    return call


def _write(call: Call, document: CallDocument, reasons: Mapping[str, str] | None) -> None:
    """Bring the rows to what the document says; reasons for its dates are kept when there are."""
    line_id, list_id = references(document)
    if reasons is not None:
        call.provenance = {**call.provenance, "warnings": dict(reasons)}
    write_rows(call, document, line_id=line_id, country_list_id=list_id)
    db.session.flush()


def _checked(
    call: Call, before: CallDocument, after: CallDocument, reasons: Mapping[str, str]
) -> dict[str, str] | None:
    """Raises what stands in the way of a change; the reasons for new dates that are kept."""
    is_draft = call.status is CallStatus.DRAFT
    _check(after, check_consistent(after) if is_draft else check_publishable(after))
    if call.envelope_id is not None:
        check_money_kept(before, after)
    return None if is_draft else reasons_for_dates(before, after, reasons)


def check_not_opened(call: Call) -> None:
    """From the instant it opens nobody changes its rules."""
    if call.status is CallStatus.CANCELLED:
        raise Refused(msg("This call was cancelled: nothing of it changes. Nothing was saved."))
    if has_opened(call, clock.now()):
        raise Refused(
            msg(
                "This call has opened: its rules can no longer change. Nothing was saved. "
                "The deadline can be moved, and wording can be corrected with a public note."
            )
        )


def _check(document: CallDocument, findings: Sequence[Finding]) -> None:
    if findings:
        raise Contradictory(findings)
