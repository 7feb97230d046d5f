"""Full proposals: where one stands, what its concept note said, and all those of a call."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.calls.models import Call, FormKind, QuestionKind
from grants.calls.queries import QuestionView, form_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import (
    Collaborator,
    Proposal,
    ProposalStatus,
    SectionState,
)
from grants.proposals.queries.access import Access
from grants.proposals.queries.conflicts import untied
from grants.proposals.queries.extension import own_until
from grants.proposals.queries.frozen import cost_lines
from grants.proposals.queries.submission import standing_snapshot
from grants.proposals.queries.team import lead_name


@dataclass(frozen=True)
class FullPart:
    """The full proposal of a concept note."""

    ref: str
    status: ProposalStatus
    due_at: datetime
    submitted_at: datetime | None


def full_of(concept_id: int, person_id: int | None = None) -> FullPart | None:
    """None until its team was invited, and to a person who is not in that team (when given).

    The time is the later one, where more was given.
    """
    query = sa.select(Proposal.ref, Proposal.status, _due(), Proposal.submitted_at).where(
        Proposal.concept_note_id == concept_id
    )
    if person_id is not None:
        query = query.join(Collaborator, Collaborator.proposal_id == Proposal.id).where(
            Collaborator.person_id == person_id, Collaborator.removed_at.is_(None)
        )
    row = db.session.execute(query).one_or_none()
    return None if row is None else FullPart(*row)


def concept_ref(part: Proposal) -> str:
    """The reference of the concept note that a full proposal continues."""
    return db.session.scalars(
        sa.select(Proposal.ref).where(Proposal.id == part.concept_note_id)
    ).one()


def kept_questions(call: Call) -> list[QuestionView]:
    """Questions of the full proposal whose answers come from the concept note: of the same code
    and kind, where the concept note says that its answer is carried over."""
    asked = {q.code: q for q in form_of(call, FormKind.CONCEPT_NOTE).questions() if q.carries_over}
    return [
        question
        for question in form_of(call, FormKind.FULL_PROPOSAL).questions()
        if question.code in asked and asked[question.code].kind is question.kind
    ]


@dataclass(frozen=True)
class Carried:
    """What came over from the concept note: to which questions, and what it said there."""

    concept_ref: str
    questions: dict[str, QuestionView]
    values: dict[str, Any]


def carried_to(found: Access) -> Carried | None:
    """None for a concept note. Of documents nothing is said: their versions speak."""
    if found.proposal.concept_note_id is None:
        return None
    concept = db.session.get_one(Proposal, found.proposal.concept_note_id)
    snapshot = standing_snapshot(concept.id)
    judged = json.loads(snapshot.content) if snapshot is not None else {}
    asked = [q for q in kept_questions(found.call) if q.kind is not QuestionKind.FILE]
    values = {
        q.code: list(cost_lines(judged))
        if q.kind is QuestionKind.BUDGET
        else judged.get("answers", {}).get(q.code)
        for q in asked
    }
    return Carried(concept.ref, {q.code: q for q in asked}, values)


@dataclass(frozen=True)
class FullRow:
    """A line of a call's list of full proposals."""

    ref: str
    concept_ref: str
    title: str
    country: str
    city: str
    lead: str
    status: ProposalStatus
    due_at: datetime
    ceiling_cents: int
    submitted_at: datetime | None
    is_begun: bool


def full_rows(actor: Actor, call: Call) -> list[FullRow]:
    """Every full proposal of a call that the actor has no tie to; of a draft only that it is one.

    The title and place are those of the concept note, which the office has read.
    """
    if not actor.may(Permission.PROPOSAL_LIST):
        raise NotFound
    concept = aliased(Proposal)
    touched = (
        sa.select(SectionState.id)
        .where(SectionState.proposal_id == Proposal.id, SectionState.saved_by_id.is_not(None))
        .correlate(Proposal)
    )
    rows = db.session.execute(
        sa.select(
            Proposal.ref,
            concept.ref.label("concept_ref"),
            concept.title,
            sa.func.coalesce(concept.country, "").label("country"),
            concept.city,
            lead_name().label("lead"),
            Proposal.status,
            _due().label("due_at"),
            Proposal.ceiling_cents,
            Proposal.submitted_at,
            sa.exists(touched).label("is_begun"),
        )
        .join(concept, concept.id == Proposal.concept_note_id)
        .where(Proposal.call_id == call.id, untied(actor))
        .order_by(concept.country, concept.city, Proposal.id)
    )
    return [FullRow(**row._mapping) for row in rows]


def _due() -> sa.ColumnElement[datetime]:
    """Until when it is written: what the invitation says, or the later day that was given."""
    return sa.func.coalesce(own_until(), Proposal.due_at)
