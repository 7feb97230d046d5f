"""A call from a file, and its file from a call."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls import queries
from grants.calls.exchange import Problem, read_call, write_call, written_status
from grants.calls.exchange.reading import Reading
from grants.calls.models import Call, CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules import STAGES, has_opened
from grants.calls.rules.document import CallDocument, Form, Funnel
from grants.calls.rules.funding import check_money_kept
from grants.calls.rules.publishing import check_publishable
from grants.calls.rules.warning import are_same_dates, warnings_of
from grants.calls.service.referring import Unknown, references
from grants.calls.service.storing import write_rows
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, Refused
from grants.core.messages import msg, nmsg
from grants.permissions import Permission, Relation


class WrongFile(Refused):
    """A file that was not imported, with everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__(
            nmsg(
                "The file has %(n)s mistake. Nothing was imported.",
                "The file has %(n)s mistakes. Nothing was imported.",
                len(problems),
            )
        )
        self.problems = problems


def import_call(actor: Actor, text: str, filename: str) -> Call:
    """Create a call from its file, or change one that has not opened yet.

    Raises WrongFile with every problem at once; nothing is imported then. The same file again
    changes nothing. A call that has opened is never changed (Refused). Only the operator's file
    makes a call public: a lead's comes in as a draft, to be published after its pre-flight.
    """
    check_may_manage(actor)
    reading, document = _read(text, filename)
    call = _store(actor, document, reading, filename)
    db.session.commit()
    return call


def rehearse_call(
    actor: Actor,
    text: str,
    filename: str,
    *,
    opens_at: datetime,
    closes_at: datetime,
    more_languages: tuple[str, ...] = (),
    full_proposal: Form = (),
) -> Call:
    """Import a past call as one that opens anew at other instants (demonstration, training).

    What the fund said of the old round (dates, funnel) is left out; the new dates are ours, and so
    are languages beyond those of the real round and the questions of its full proposal, which were
    not published.
    """
    check_may_manage(actor)
    reading, document = _read(text, filename)
    moved = ("opens_at", "closes_at", "funnel", *(("languages",) if more_languages else ()))
    document = replace(
        document,
        status=CallStatus.PUBLISHED,
        opens_at=opens_at,
        closes_at=closes_at,
        languages=(*document.languages, *more_languages),
        full_proposal=full_proposal or document.full_proposal,
        funnel=Funnel(),
        facts={name: who for name, who in document.facts.items() if name not in moved},
        listed=tuple(name for name in document.listed if name != "funnel"),
    )
    call = _store(actor, document, reading, filename)
    db.session.commit()
    return call


def export_call(actor: Actor, ref: str) -> str:
    """The file of a call; two exports of the same call are equal byte for byte."""
    return write_call(document_of(queries.for_office(actor, ref)))


def check_may_manage(actor: Actor) -> None:
    """A lead; or a command of the operator, who acts as the system."""
    if not (actor.may(Permission.CALL_MANAGE) or actor.is_(Relation.SYSTEM)):
        raise Forbidden


def _read(text: str, filename: str) -> tuple[Reading, CallDocument]:
    reading = read_call(text, filename)
    if reading.document is None:
        raise WrongFile(reading.problems)
    return reading, reading.document


def _store(actor: Actor, document: CallDocument, reading: Reading, filename: str) -> Call:
    call = db.session.scalars(
        sa.select(Call).where(Call.ref == document.ref).with_for_update()
    ).one_or_none()
    if not actor.is_(Relation.SYSTEM):
        document = _with_status(document, call)
    _check_publishable(document, reading, filename)
    line_id, country_list_id = _references(document, reading, filename)
    if call is None:
        call = Call(ref=document.ref, provenance={})
        db.session.add(call)
        action, old = "call:create", None
    else:
        before = document_of(call)
        if _same(before, document):
            return call
        _check_not_frozen(call)
        if call.envelope_id is not None:
            check_money_kept(before, document)
        if call.status is CallStatus.PUBLISHED and not actor.is_(Relation.SYSTEM):
            _check_dates(before, document)
        action, old = "call:change", {"status": call.status.value, "version": call.version}
    write_rows(call, document, line_id=line_id, country_list_id=country_list_id)
    db.session.flush()
    new = {"status": call.status.value, "version": call.version}
    record(actor, action, call, old=old, new=new)
    return call


def _with_status(document: CallDocument, call: Call | None) -> CallDocument:
    """A file neither publishes a call nor takes it back; a past one is what it is."""
    if call is not None and not has_opened(call, clock.now()):
        return replace(document, status=call.status)
    if call is None and document.status not in (CallStatus.ARCHIVED, CallStatus.CANCELLED):
        return replace(document, status=CallStatus.DRAFT)
    return document


def _check_dates(before: CallDocument, document: CallDocument) -> None:
    """New dates that are unusual need reasons, which a file has no place for."""
    if not are_same_dates(before, document) and warnings_of(document):
        raise Refused(
            msg(
                "The dates in this file are unusual, and the call is public: change them on its "
                "page “When”, which asks for the reasons. Nothing was imported."
            )
        )


def _check_not_frozen(call: Call) -> None:
    """Raises Refused; by the instants, which the stored status follows a little later."""
    if call.status is CallStatus.CANCELLED:
        raise Refused(
            msg(
                "The call %(ref)s was cancelled: nothing in it can change any more. "
                "Nothing was imported.",
                ref=call.ref,
            )
        )
    if has_opened(call, clock.now()):
        raise Refused(
            msg(
                "The call %(ref)s has opened: nothing in it can change any more. "
                "Nothing was imported.",
                ref=call.ref,
            )
        )


def _same(stored: CallDocument, document: CallDocument) -> bool:
    """The stage a call has reached since is not part of its text."""
    status = written_status(stored.status)
    if stored.status in STAGES and document.status is CallStatus.PUBLISHED:
        status = document.status
    return replace(stored, status=status) == replace(
        document, status=written_status(document.status)
    )


def _check_publishable(document: CallDocument, reading: Reading, filename: str) -> None:
    if document.status is CallStatus.DRAFT:
        return
    findings = check_publishable(document)
    if findings:
        raise WrongFile(
            tuple(
                Problem(filename, reading.line(f.setting), f.setting, f.message) for f in findings
            )
        )


def _references(document: CallDocument, reading: Reading, filename: str) -> tuple[int, int | None]:
    """The ids of what the file names by code; WrongFile when it is not there."""
    try:
        return references(document)
    except Unknown as unknown:
        raise WrongFile(
            tuple(
                Problem(filename, reading.line(one.setting), one.setting, one.message)
                for one in unknown.findings
            )
        ) from unknown
