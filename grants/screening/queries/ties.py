"""What somebody who is kept from a proposal may know: that they are, and who handles it."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call, StaffDuty
from grants.calls.queries.staff import staff_named
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.queries.ties import Held, held_from
from grants.screening.models import Screening


@dataclass(frozen=True)
class Hole:
    """A proposal the actor may not see. `handled_by`: the officer, else a lead, else nobody."""

    call: Call
    held: Held
    handled_by: str
    has_begun: bool


def hole(actor: Actor, call_ref: str, ref: str) -> Hole:
    """For an officer, lead or auditor who is tied; NotFound for everybody and everything else."""
    if not actor.may(Permission.SCREENING_READ):
        raise NotFound
    held = held_from(actor, ref)
    if held is None:
        raise NotFound
    row = db.session.execute(
        sa.select(Call, Proposal, Screening.officer_id, Person.name)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Person, Person.id == Screening.officer_id)
        .where(Proposal.id == held.proposal_id, Call.ref == call_ref)
    ).one_or_none()
    if row is None:
        raise NotFound
    call, proposal, officer_id, name = row
    if name and officer_id != actor.person_id:
        return Hole(call, held, name, has_begun=True)
    return Hole(call, held, _substitute(call, proposal), has_begun=False)


def _substitute(call: Call, proposal: Proposal) -> str:
    """Who is named on the call, holds the role and is free of ties: a lead before an officer."""
    tied = conflicted_people(proposal)
    free = [one for one in staff_named(call) if one.holds_role and one.id not in tied]
    free.sort(key=lambda one: one.duty is not StaffDuty.LEAD)
    return free[0].name if free else ""
