"""Copies of proposals for calls that hide who applies: how far they are, and what they show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call, QuestionKind
from grants.calls.queries import FormView, form_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.files.queries import StoredFile, files_by_owner
from grants.permissions import Permission, Relation
from grants.proposals.models import Proposal, ProposalStatus, Snapshot
from grants.proposals.queries.content import DocumentView, budget_under, document_versions, team_of
from grants.proposals.queries.frozen import cost_lines
from grants.proposals.queries.reading import ReadSection, sections_of
from grants.proposals.queries.submission import standing_snapshot
from grants.reviews.models import Assignment, AssignmentStatus, RedactedCopy
from grants.reviews.queries.assignment import ASSIGNABLE, proposal_in
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.walls import in_pool, unbarred
from grants.reviews.rules.redaction import Redaction, is_read, suggested_words, without_names


@dataclass(frozen=True)
class Copy:
    """One saved copy; `by` and `at` of who saved it."""

    id: int
    n: int
    snapshot_sha256: str
    redaction: Redaction
    is_released: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class Original:
    """A submitted version with its form, for the Secretariat."""

    proposal: Proposal
    call: Call
    form: FormView
    content: Mapping[str, Any]
    sha256: str
    documents: Mapping[str, DocumentView]

    @property
    def kinds(self) -> dict[str, QuestionKind]:
        return {q.code: q.kind for q in self.form.questions()}


@dataclass(frozen=True)
class Row:
    """A proposal of the call in the list of copies."""

    ref: str
    title: str
    shown: str  # the title evaluators read, "" without a released copy
    saved_n: int
    released_n: int
    is_current: bool  # what evaluators read is of the version that counts


def latest(proposal_id: int, *, released: bool = False) -> Copy | None:
    """The copy saved last, or the last one released; one query. The caller has checked access."""
    query = (
        sa.select(RedactedCopy, Person.name)
        .join(Person, Person.id == RedactedCopy.by_id)
        .where(RedactedCopy.proposal_id == proposal_id)
        .order_by(RedactedCopy.id.desc())
        .limit(1)
    )
    row = db.session.execute(
        query.where(RedactedCopy.is_released.is_(True)) if released else query
    ).one_or_none()
    if row is None:
        return None
    copy: RedactedCopy = row[0]
    return Copy(
        copy.id,
        copy.n,
        copy.snapshot_sha256,
        Redaction.parse(json.loads(copy.content)),
        copy.is_released,
        row[1],
        copy.at,
    )


def original(actor: Actor, call_ref: str, ref: str, *, lock: bool = False) -> Original:
    """The version that counts, for a lead of a call that hides who applies; else NotFound."""
    call = call_for(actor, call_ref)
    shown = proposal_in(actor, call, ref)
    if not call.applicant_hidden:
        raise NotFound
    query = sa.select(Proposal).where(Proposal.id == shown.id)
    proposal = db.session.scalars(query.with_for_update() if lock else query).one()
    snapshot = standing_snapshot(proposal.id)
    if snapshot is None:
        raise NotFound
    return _original(proposal, call, snapshot)


def _original(proposal: Proposal, call: Call, snapshot: Snapshot) -> Original:
    form = form_of(call)
    content = json.loads(snapshot.content)
    slots = [q.id for q in form.questions() if q.kind is QuestionKind.FILE]
    wanted = {(d["code"], d["sha256"]) for d in content.get("documents") or ()}
    documents = {
        code: version
        for code, versions in (document_versions(proposal.id, slots) if wanted else {}).items()
        for version in versions
        if (code, version.sha256) in wanted
    }
    return Original(proposal, call, form, content, snapshot.sha256, documents)


def beginning(found: Original) -> Redaction:
    """What a copy begins with: every name that is known, nothing else changed."""
    team, _ = team_of(found.proposal.id)
    names = [found.proposal.city, found.proposal.proponent_name, *(one.name for one in team)]
    words = suggested_words(found.content, found.kinds, [name for name in names if name])
    return Redaction(title=found.proposal.title, words=tuple(words))


def as_evaluators_read(
    found: Original, redaction: Redaction, documents: Mapping[str, StoredFile]
) -> list[ReadSection]:
    """The sections of a copy with its files by question."""
    content = without_names(found.content, found.kinds, redaction)
    codes = {code for code in found.kinds if is_read(code, found.kinds, redaction)}
    return sections_of(
        found.form,
        content["answers"],
        budget=budget_under(found.call, cost_lines(content)),
        documents={code: _shown(code, file) for code, file in documents.items()},
        codes=codes,
    )


def files_in(copy: Copy | None) -> dict[str, StoredFile]:
    """The files a copy shows, by question; one query where it shows any."""
    if copy is None or not copy.redaction.files:
        return {}
    kept = {
        file.sha256: file
        for file in files_by_owner(RedactedCopy.__tablename__, [copy.id]).get(copy.id, [])
    }
    return {code: kept[sha] for code, sha in copy.redaction.files.items() if sha in kept}


def _shown(code: str, file: StoredFile) -> DocumentView:
    return DocumentView(
        code,
        1,
        file.ref,
        file.name,
        file.size,
        file.media_type,
        file.sha256,
        file.uploaded_at,
        uploaded_by="",
        is_current=True,
        sent_size=None,
    )


def released_sections(proposal: Proposal, call: Call) -> list[ReadSection]:
    """What evaluators read; NotFound until a copy is released. Of the version the copy was made of,
    though a later one may have come in."""
    copy = latest(proposal.id, released=True)
    if copy is None:
        raise NotFound
    snapshot = db.session.scalars(
        sa.select(Snapshot).where(
            Snapshot.proposal_id == proposal.id, Snapshot.sha256 == copy.snapshot_sha256
        )
    ).first()
    if snapshot is None:
        raise NotFound
    found = replace(_original(proposal, call, snapshot), documents={})
    return as_evaluators_read(found, copy.redaction, files_in(copy))


def rows(actor: Actor, call_ref: str) -> tuple[Call, list[Row]]:
    """Every proposal of the call that may be reviewed, by title; two queries."""
    call = call_for(actor, call_ref)
    if not call.applicant_hidden:
        raise NotFound
    return call, [
        Row(
            row.ref,
            row.title,
            row.shown or "",
            row.saved or 0,
            row.released or 0,
            bool(row.is_current),
        )
        for row in db.session.execute(
            _states()
            .where(Proposal.call_id == call.id, Proposal.status.in_(ASSIGNABLE), unbarred(actor))
            .order_by(Proposal.title, Proposal.id)
        )
    ]


def not_ready(proposal_ids: list[int]) -> int:
    """How many of these have no released copy of the version that counts; one query."""
    states = _states().where(Proposal.id.in_(proposal_ids)).subquery()
    query = sa.select(sa.func.count()).select_from(states).where(~states.c.is_current)
    return db.session.scalar(query) or 0


def _states() -> sa.Select[*tuple[Any, ...]]:
    """Of proposals: the copy saved last, the one evaluators read, and whether it is up to date."""

    def copy(column: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        return (
            sa.select(column)
            .where(RedactedCopy.proposal_id == Proposal.id, *conditions)
            .order_by(RedactedCopy.id.desc())
            .limit(1)
            .correlate(Proposal)
            .scalar_subquery()
        )

    counts = (
        sa.select(Snapshot.sha256)
        .where(Snapshot.proposal_id == Proposal.id)
        .order_by(Snapshot.n.desc())
        .limit(1)
        .correlate(Proposal)
        .scalar_subquery()
    )
    released = copy(RedactedCopy.snapshot_sha256, RedactedCopy.is_released.is_(True))
    return sa.select(
        Proposal.ref,
        Proposal.title,
        copy(RedactedCopy.title, RedactedCopy.is_released.is_(True)).label("shown"),
        copy(RedactedCopy.n).label("saved"),
        copy(RedactedCopy.n, RedactedCopy.is_released.is_(True)).label("released"),
        (sa.func.coalesce(released, "") == counts).label("is_current"),
    )


def may_read_copy(actor: Actor, copy_id: int) -> bool:
    """Files of a copy: for leads, and for the proposal's declared evaluators while it is in review
    and the copy is the one released last."""
    conditions = [RedactedCopy.id == copy_id, unbarred(actor)]
    if not actor.may(Permission.REVIEWS_MANAGE):
        if not actor.is_(Relation.EVALUATOR):
            return False
        assigned = sa.exists().where(
            Assignment.proposal_id == Proposal.id,
            Assignment.person_id == actor.person_id,
            Assignment.status == AssignmentStatus.DECLARED,
        )
        conditions += [assigned, Proposal.status == ProposalStatus.IN_REVIEW, in_pool(actor)]
    proposal_id = db.session.scalar(
        sa.select(Proposal.id)
        .join(RedactedCopy, RedactedCopy.proposal_id == Proposal.id)
        .where(*conditions)
    )
    if proposal_id is None:
        return False
    copy = latest(proposal_id, released=True)
    return actor.may(Permission.REVIEWS_MANAGE) or (copy is not None and copy.id == copy_id)
