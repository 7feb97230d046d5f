"""Files filled without a connection: those that wait, and what the proposal says now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import QuestionKind
from grants.calls.queries import FormView
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import (
    AnswerVersion,
    Collaborator,
    OfflineStatus,
    OfflineUpload,
)
from grants.proposals.queries import content
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Values
from grants.proposals.rules import access

MOST = 60  # files told of


@dataclass(frozen=True)
class Sent:
    """A file that came back."""

    ref: str
    name: str
    status: OfflineStatus
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True)
class LastChange:
    """When an answer was last saved, and by whom."""

    at: datetime
    person_id: int | None


def form_filled(found: Access) -> FormView:
    """The form that the proposal answers now."""
    return found.form()


def answers_now(found: Access, form: FormView) -> Values:
    """Every stored answer by code, a budget as its cost lines."""
    values = content.answers_of(found.proposal.id)
    for question in form.questions():
        if question.kind is QuestionKind.BUDGET:
            values[question.code] = list(content.lines_of(found.proposal.id))
    return values


def sent_back(found: Access) -> list[Sent]:
    """The files that came back: those that wait first, each time the newest first."""
    rows = db.session.execute(
        sa.select(
            OfflineUpload.ref,
            OfflineUpload.name,
            OfflineUpload.status,
            OfflineUpload.uploaded_at,
            Person.name,
        )
        .join(Person, Person.id == OfflineUpload.uploaded_by_id)
        .where(OfflineUpload.proposal_id == found.proposal.id)
        .order_by(
            OfflineUpload.status != OfflineStatus.WAITING,
            OfflineUpload.uploaded_at.desc(),
            OfflineUpload.id.desc(),
        )
        .limit(MOST)
    )
    return [Sent(*row) for row in rows]


def number_sent(found: Access) -> int:
    """How many files of this proposal ever came back."""
    mine = OfflineUpload.proposal_id == found.proposal.id
    return db.session.scalar(sa.select(sa.func.count()).where(mine)) or 0


def upload_of(found: Access, ref: str, *, lock: bool = False) -> OfflineUpload:
    """One file of this proposal, or NotFound."""
    query = sa.select(OfflineUpload).where(
        OfflineUpload.ref == ref, OfflineUpload.proposal_id == found.proposal.id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def last_changes(found: Access, question_ids: Iterable[int]) -> dict[int, LastChange]:
    """Who saved these answers last, by question id."""
    ids = tuple(question_ids)
    if not ids:
        return {}
    newest = (
        sa.select(sa.func.max(AnswerVersion.id))
        .where(AnswerVersion.proposal_id == found.proposal.id, AnswerVersion.question_id.in_(ids))
        .group_by(AnswerVersion.question_id)
    )
    rows = db.session.execute(
        sa.select(
            AnswerVersion.question_id, AnswerVersion.saved_at, AnswerVersion.saved_by_id
        ).where(AnswerVersion.id.in_(newest))
    )
    return {row[0]: LastChange(row[1], row[2]) for row in rows}


def may_read_offline(actor: Actor, upload_id: int) -> bool:
    """The team alone: such a file is a draft, also after the proposal was submitted."""
    role: Any = db.session.scalar(
        sa.select(Collaborator.role)
        .join(OfflineUpload, OfflineUpload.proposal_id == Collaborator.proposal_id)
        .where(
            OfflineUpload.id == upload_id,
            Collaborator.person_id == (actor.person_id or 0),
            Collaborator.removed_at.is_(None),
        )
    )
    if role is None:
        return False
    return access.may(actor, Permission.PROPOSAL_READ, role, submitted=False)
