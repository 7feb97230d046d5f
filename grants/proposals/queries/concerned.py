"""Whom a change of a call concerns: the teams of its proposals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.db import db
from grants.proposals.models import Collaborator, Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted
from grants.proposals.queries.extension import own_deadlines
from grants.proposals.rules.deadline import EDITABLE, is_editable

OVER = (ProposalStatus.WITHDRAWN, ProposalStatus.INELIGIBLE)


@dataclass(frozen=True)
class Audience:
    """How many would be told."""

    proposals: int
    people: int


def concerned(call: Call) -> Sequence[Proposal]:
    """Every real proposal that goes on in the call."""
    return db.session.scalars(
        sa.select(Proposal).where(*_going_on(call)).order_by(Proposal.id)
    ).all()


def writing(call: Call, now: datetime) -> list[Proposal]:
    """Those of them that may still be changed, each until its own deadline."""
    found = [one for one in concerned(call) if one.status in EDITABLE]
    until = own_deadlines([one.id for one in found])
    return [one for one in found if is_editable(one.status, call, until.get(one.id), now)]


def states_in(call: Call) -> set[ProposalStatus]:
    """The states that real proposals of a call are in."""
    return set(
        db.session.scalars(
            sa.select(Proposal.status).where(Proposal.call_id == call.id, counted()).distinct()
        )
    )


def audience_of(call: Call) -> Audience:
    """The same proposals, and the people of their teams, each counted once."""
    row = db.session.execute(
        sa.select(
            sa.func.count(Proposal.id.distinct()), sa.func.count(Collaborator.person_id.distinct())
        )
        .join(Collaborator, Collaborator.proposal_id == Proposal.id)
        .join(Person, Person.id == Collaborator.person_id)
        .where(*_going_on(call), Collaborator.removed_at.is_(None), Person.disabled_at.is_(None))
    ).one()
    return Audience(*row)


def _going_on(call: Call) -> tuple[sa.ColumnElement[bool], ...]:
    return (Proposal.call_id == call.id, Proposal.status.not_in(OVER), counted())
