"""The proposals of one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.calls.models import Call, CallStatus, FormKind, Section
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import (
    Collaborator,
    Extension,
    Proposal,
    ProposalStatus,
    SectionState,
    SectionWork,
    TeamRole,
)
from grants.proposals.queries.conflicts import counted

MOST = 200


@dataclass(frozen=True)
class OwnProposal:
    """A line of "My proposals"."""

    ref: str
    title: str
    city: str
    status: ProposalStatus
    role: TeamRole
    submitted_at: datetime | None
    draft_version: int
    submitted_version: int | None
    call_ref: str
    call_title: Mapping[str, str]
    call_status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None
    until: datetime | None
    sections_done: int
    sections: int

    @property
    def has_unsent_changes(self) -> bool:
        """Edited after the valid submission, and not submitted again."""
        return self.submitted_version is not None and self.draft_version > self.submitted_version


_UNTIL = (
    sa.select(sa.func.max(Extension.until_at))
    .where(Extension.proposal_id == Proposal.id)
    .correlate(Proposal)
    .scalar_subquery()
)
_DONE = (
    sa.select(sa.func.count(SectionState.id))
    .where(SectionState.proposal_id == Proposal.id, SectionState.work == SectionWork.COMPLETE)
    .correlate(Proposal)
    .scalar_subquery()
)
_SECTIONS = (
    sa.select(sa.func.count(Section.id))
    .where(Section.call_id == Proposal.call_id, Section.form == FormKind.CONCEPT_NOTE)
    .correlate(Proposal)
    .scalar_subquery()
)


def own_proposals(actor: Actor, call_id: int | None = None) -> list[OwnProposal]:
    """Proposals in whose team the actor is, the last started first. One query."""
    query = (
        sa.select(
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.status,
            Collaborator.role,
            Proposal.submitted_at,
            Proposal.draft_version,
            Proposal.submitted_version,
            Call.ref.label("call_ref"),
            Call.title.label("call_title"),
            Call.status.label("call_status"),
            Call.opens_at,
            Call.closes_at,
            _UNTIL.label("until"),
            _DONE.label("sections_done"),
            _SECTIONS.label("sections"),
        )
        .join(Collaborator, Collaborator.proposal_id == Proposal.id)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Collaborator.person_id == (actor.person_id or 0),
            Collaborator.removed_at.is_(None),
            counted(),
        )
        .order_by(Proposal.started_at.desc(), Proposal.id.desc())
        .limit(MOST)
    )
    if call_id is not None:
        query = query.where(Proposal.call_id == call_id)
    return [OwnProposal(**row._mapping) for row in db.session.execute(query)]
