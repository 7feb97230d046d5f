"""The proposals of one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.calls.models import (
    Call,
    CallStatus,
    FormKind,
    Question,
    Requirement,
    Section,
)
from grants.calls.rules import Window
from grants.core import hooks
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import (
    Collaborator,
    Proposal,
    ProposalStatus,
    SectionState,
    SectionWork,
    TeamRole,
)
from grants.proposals.queries.conflicts import counted, real
from grants.proposals.queries.extension import own_until
from grants.proposals.rules.full import schedule_of
from grants.proposals.rules.next_step import Clocks, Step, next_step

MOST = 200


@dataclass(frozen=True)
class OwnProposal:
    """A line of "My proposals"."""

    id: int
    ref: str
    title: str
    city: str
    status: ProposalStatus
    status_at: datetime
    role: TeamRole
    is_imported: bool
    submitted_at: datetime | None
    draft_version: int
    submitted_version: int | None
    due_at: datetime | None  # of a full proposal
    ceiling_cents: int | None
    call_ref: str
    call_title: Mapping[str, str]
    call_status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None
    until: datetime | None
    sections_done: int
    sections_wrong: int
    sections_left: int
    sections: int

    @property
    def window(self) -> Window:
        """The dates that count: of the call, or of the invitation to the full proposal."""
        return schedule_of(_Window(self.call_status, self.opens_at, self.closes_at), self)

    @property
    def is_full(self) -> bool:
        """Is it a full proposal?"""
        return self.due_at is not None

    @property
    def has_unsent_changes(self) -> bool:
        """Edited after the valid submission, and not submitted again."""
        return self.submitted_version is not None and self.draft_version > self.submitted_version


@dataclass(frozen=True)
class _Window:
    status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """A proposal of the reader's with the next thing to do about it."""

    row: OwnProposal
    step: Step


def _in_state(work: SectionWork) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(SectionState.id))
        .where(SectionState.proposal_id == Proposal.id, SectionState.work == work)
        .correlate(Proposal)
        .scalar_subquery()
    )


_FORM = (
    Section.call_id == Proposal.call_id,
    Section.form
    == sa.case(
        (Proposal.concept_note_id.is_(None), sa.literal(FormKind.CONCEPT_NOTE, Section.form.type)),
        else_=sa.literal(FormKind.FULL_PROPOSAL, Section.form.type),
    ),
)
# Sections that need an answer and are not complete; one that may stay empty stops nobody.
_LEFT = (
    sa.select(sa.func.count(Section.id))
    .where(
        *_FORM,
        sa.exists().where(
            Question.section_id == Section.id, Question.required == Requirement.ALWAYS
        ),
        ~sa.exists()
        .where(
            SectionState.proposal_id == Proposal.id,
            SectionState.section_id == Section.id,
            SectionState.work == SectionWork.COMPLETE,
        )
        .correlate(Proposal, Section),  # of this proposal, not of any in the call
    )
    .correlate(Proposal)
    .scalar_subquery()
)
_SECTIONS = sa.select(sa.func.count(Section.id)).where(*_FORM).correlate(Proposal).scalar_subquery()


def own_proposals(actor: Actor, call_id: int | None = None) -> list[OwnProposal]:
    """Proposals in whose team the actor is, the last started first. One query."""
    query = _own().where(Collaborator.person_id == (actor.person_id or 0))
    if call_id is not None:
        query = query.where(Proposal.call_id == call_id)
    return [OwnProposal(**row._mapping) for row in db.session.execute(query)]


@cache
def _own() -> sa.Select[*tuple[Any, ...]]:
    """Everybody's, to be narrowed; its parts are built once."""
    return (
        sa.select(
            Proposal.id,
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.status,
            Proposal.status_at,
            Collaborator.role,
            Proposal.is_imported,
            Proposal.submitted_at,
            Proposal.draft_version,
            Proposal.submitted_version,
            Proposal.due_at,
            Proposal.ceiling_cents,
            Call.ref.label("call_ref"),
            Call.title.label("call_title"),
            Call.status.label("call_status"),
            Call.opens_at,
            Call.closes_at,
            own_until().label("until"),
            _in_state(SectionWork.COMPLETE).label("sections_done"),
            _in_state(SectionWork.ATTENTION).label("sections_wrong"),
            _LEFT.label("sections_left"),
            _SECTIONS.label("sections"),
        )
        .join(Collaborator, Collaborator.proposal_id == Proposal.id)
        .join(Call, Call.id == Proposal.call_id)
        .where(Collaborator.removed_at.is_(None), real())
        .order_by(Proposal.started_at.desc(), Proposal.id.desc())
        .limit(MOST)
    )


def standings(actor: Actor, now: datetime) -> list[Standing]:
    """The reader's proposals, each with its next step; three queries at most."""
    rows = own_proposals(actor)
    clocks = clocks_of([row.id for row in rows if row.status in WITH_A_CLOCK])
    return [Standing(row, next_step(row, clocks.get(row.id, Clocks()), now)) for row in rows]


# What of the eligibility check runs out is known to the domain above.
WITH_A_CLOCK = (ProposalStatus.CLARIFICATION, ProposalStatus.INELIGIBLE)


def clocks_of(proposal_ids: list[int]) -> dict[int, Clocks]:
    """By proposal; asked only for those that have a clock."""
    found: dict[int, Clocks] = {}
    if proposal_ids:
        for _receiver, answer in hooks.clocks_asked.send(None, proposals=proposal_ids):
            found |= answer
    return found


def start_key(actor: Actor, call_id: int) -> str:
    """The operation key of the next proposal the actor starts in a call.

    Two pages opened before either was sent carry the same key, so they start one proposal; once it
    is there, a page opened anew starts another.
    """
    before = db.session.scalar(
        sa.select(sa.func.count(Proposal.id)).where(
            Proposal.call_id == call_id, Proposal.started_by_id == actor.person_id, counted()
        )
    )
    return f"start:{call_id}:{before}"
