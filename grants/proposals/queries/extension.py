"""Proposals as the Secretariat sees them when it gives more time: not what is in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Extension, Proposal, ProposalStatus
from grants.proposals.queries.conflicts import untied
from grants.proposals.queries.team import lead_name
from grants.proposals.rules.deadline import EDITABLE, deadline_of
from grants.proposals.rules.extension import is_in_time
from grants.proposals.rules.full import schedule_of


@dataclass(frozen=True)
class Applicant:
    """A proposal that is being written, as far as giving it more time needs."""

    id: int
    ref: str
    title: str  # of a draft nothing: its team alone reads it
    city: str
    country: str
    lead: str
    status: ProposalStatus
    deadline: datetime | None
    is_full: bool


def being_written(actor: Actor, call: Call) -> list[Applicant]:
    """Those that may still be submitted, by country and city; not those of the actor's own.

    Concept notes while the call is open, full proposals until their own day.
    """
    _check_may_extend(actor)
    rows = db.session.execute(_in_writing(actor, call))
    now = clock.now()
    found = [
        Applicant(
            id=row.id,
            ref=row.ref,
            title=row.title,
            city=row.city,
            country=row.country,
            lead=row.lead,
            status=row.status,
            deadline=deadline_of(schedule_of(call, row), row.until),
            is_full=row.due_at is not None,
        )
        for row in rows
    ]
    return [one for one in found if is_in_time(one.deadline, now)]


def _in_writing(actor: Actor, call: Call) -> sa.Select[*tuple[Any, ...]]:
    """Every one that is a draft or may be submitted again, whatever its day."""
    return (
        sa.select(
            Proposal.id,
            Proposal.ref,
            sa.case((Proposal.submitted_at.is_not(None), Proposal.title), else_="").label("title"),
            Proposal.city,
            sa.func.coalesce(Proposal.country, "").label("country"),
            lead_name().label("lead"),
            Proposal.status,
            Proposal.due_at,
            Proposal.ceiling_cents,
            own_until().label("until"),
        )
        .where(
            Proposal.call_id == call.id,
            Proposal.status.in_(EDITABLE),
            untied(actor),
        )
        .order_by(Proposal.country, Proposal.city, Proposal.ref)
    )


def locked(
    actor: Actor, call: Call, refs: Collection[str]
) -> list[tuple[Proposal, datetime | None]]:
    """The proposals behind references and their own later deadlines, for the rest of the
    transaction; NotFound when one of them is not for this actor."""
    _check_may_extend(actor)
    proposals = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.call_id == call.id, Proposal.ref.in_(refs), untied(actor))
        .order_by(Proposal.id)
        .with_for_update(of=Proposal)
        .execution_options(populate_existing=True)
    ).all()
    if len(proposals) != len(set(refs)):
        raise NotFound
    until = own_deadlines([one.id for one in proposals])
    return [(one, until.get(one.id)) for one in proposals]


def own_deadlines(proposal_ids: Sequence[int]) -> dict[int, datetime]:
    """The later deadlines that applicants were given, by proposal id."""
    rows = db.session.execute(
        sa.select(Extension.proposal_id, sa.func.max(Extension.until_at))
        .where(Extension.proposal_id.in_(proposal_ids))
        .group_by(Extension.proposal_id)
    )
    return {row[0]: row[1] for row in rows}


def team_names(proposal_ids: Sequence[int]) -> dict[int, list[str]]:
    """Who hears of it, by proposal id: the names of everybody in the team."""
    rows = db.session.execute(
        sa.select(Collaborator.proposal_id, Person.name)
        .join(Person, Person.id == Collaborator.person_id)
        .where(
            Collaborator.proposal_id.in_(proposal_ids),
            Collaborator.removed_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    found: dict[int, list[str]] = {}
    for proposal_id, name in rows:
        found.setdefault(proposal_id, []).append(name)
    return found


def own_until() -> sa.ScalarSelect[datetime]:
    """The later day that the team of a Proposal was given, for lists; null where none was."""
    return (
        sa.select(sa.func.max(Extension.until_at))
        .where(Extension.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )


def _check_may_extend(actor: Actor) -> None:
    if not actor.may(Permission.PROPOSAL_EXTEND):
        raise NotFound
