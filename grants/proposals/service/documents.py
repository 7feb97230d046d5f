"""Documents in their slots: a new upload replaces, the old version is kept."""

from datetime import datetime

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import QuestionKind
from grants.calls.queries import QuestionView
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.files.queries import by_ids
from grants.files.service import Purpose, Received, register_purpose, register_reader, store
from grants.permissions import Permission
from grants.proposals.models import Document, Proposal
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.files import may_read_files
from grants.proposals.rules.documents import check_kind, kinds_of
from grants.proposals.service.answers import check_may_write
from grants.proposals.service.rows import restate_sections

MOST_VERSIONS = 50


def upload(
    found: Access,
    code: str,
    received: Received,
    name: str,
    *,
    received_at: datetime,
    operation: str | None = None,
) -> str:
    """Put a file into the slot of a FILE question; its name as kept.

    `found` was loaded with its row locked; `received` was looked into and found acceptable.
    """
    return operations.outcome(lambda: _upload(found, code, received, name, received_at, operation))


def _upload(
    found: Access,
    code: str,
    received: Received,
    name: str,
    received_at: datetime,
    operation: str | None,
) -> str:
    check_may_write(found, received_at)
    question = slot(found, code)
    check_kind(received.kind, kinds_of(question))
    operations.claim(operation, found.actor, "proposal:upload_document")
    n, kept = _replace(found, question, received, name)
    found.proposal.draft_version += 1
    restate_sections(found, QuestionKind.FILE)
    record(
        found.actor,
        "proposal:upload_document",
        found.proposal,
        new={"question": question.id, "n": n, "sha256": received.sha256},
    )
    operations.keep(operation, found.actor, kept)
    db.session.commit()
    return kept


def _replace(
    found: Access, question: QuestionView, received: Received, name: str
) -> tuple[int, str]:
    """The slot's next version, its number and its name as kept; the version before is retired."""
    last = _last(found, question)
    _check_is_new(last, received)
    if last is not None and last.n >= MOST_VERSIONS:
        raise Refused(
            msg(
                "This document was replaced %(n)s times, which is the most. The last one stays; "
                "write to the Secretariat if it must change",
                n=last.n,
            )
        )
    now = clock.now()
    _retire(last, now)
    file = store(found.actor, received, name, found.proposal)
    row = Document(
        proposal_id=found.proposal.id,
        question_id=question.id,
        n=(last.n if last else 0) + 1,
        file_id=file.id,
        uploaded_by_id=found.actor.person_id,
        uploaded_at=now,
    )
    db.session.add(row)
    return row.n, file.name


def _check_is_new(last: Document | None, received: Received) -> None:
    """The file that is there is not replaced by itself."""
    there = by_ids([last.file_id])[last.file_id] if last and last.removed_at is None else None
    if there is not None and there.sha256 == received.sha256:
        raise Refused(
            msg(
                "This file is there already, under the name “%(name)s”. Nothing was changed.",
                name=there.name,
            )
        )


def remove(found: Access, code: str, *, received_at: datetime, operation: str | None = None) -> str:
    """Empty a slot; what was in it stays in the history. Its question's code."""
    return operations.outcome(lambda: _remove(found, code, received_at, operation))


def _remove(found: Access, code: str, received_at: datetime, operation: str | None) -> str:
    check_may_write(found, received_at)
    question = slot(found, code)
    operations.claim(operation, found.actor, "proposal:remove_document")
    last = _last(found, question)
    if last is not None and last.removed_at is None:
        _retire(last, clock.now())
        found.proposal.draft_version += 1
        restate_sections(found, QuestionKind.FILE)
        record(
            found.actor,
            "proposal:remove_document",
            found.proposal,
            old={"question": question.id, "n": last.n},
        )
    operations.keep(operation, found.actor, code)
    db.session.commit()
    return code


def slot(found: Access, code: str) -> QuestionView:
    """The FILE question of this code, or NotFound."""
    question = found.form().question(code)
    if question is None or question.kind is not QuestionKind.FILE:
        raise NotFound
    return question


def _last(found: Access, question: QuestionView) -> Document | None:
    return db.session.scalars(
        sa.select(Document)
        .where(Document.proposal_id == found.proposal.id, Document.question_id == question.id)
        .order_by(Document.n.desc())
        .limit(1)
    ).one_or_none()


def sent_to(actor: Actor, ref: str, code: str, received_at: datetime) -> Proposal:
    """The proposal a file in pieces is begun for, when its slot takes one."""
    found = find(actor, ref, Permission.PROPOSAL_EDIT)
    slot(found, code)
    check_may_write(found, received_at)
    return found.proposal


def check_still_taken(actor: Actor, proposal_id: int, received_at: datetime) -> None:
    """A file goes on only while its sender may still write: a deadline or a removal ends it."""
    ref = db.session.scalar(sa.select(Proposal.ref).where(Proposal.id == proposal_id)) or ""
    check_may_write(find(actor, ref, Permission.PROPOSAL_EDIT), received_at)


def _retire(document: Document | None, now: datetime) -> None:
    if document is not None and document.removed_at is None:
        document.removed_at = now


register_reader("proposal", may_read_files)
register_purpose("proposal", Purpose(sent_to, check_still_taken))
