"""Why somebody of the house is kept from a proposal, and whom an address domain ties."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person, Role, RoleGrant
from grants.accounts.queries.standing import stands
from grants.accounts.rules.emails import telling_domain
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Collaborator, Proposal, Tie, TieKind
from grants.proposals.queries.conflicts import bodies_of, counted

HOUSE_ROLES = (Role.OFFICER, Role.LEAD)


@dataclass(frozen=True)
class StandingTie:
    """One tie as a lead sees it."""

    ref: str
    person_id: int
    name: str
    kind: TieKind
    reason: str
    at: datetime


def standing_ties(proposal_id: int) -> list[StandingTie]:
    """Who is kept away by a declaration or a finding, the first first. One query."""
    rows = db.session.execute(
        sa.select(Tie.ref, Tie.person_id, Person.name, Tie.kind, Tie.reason, Tie.at)
        .join(Person, Person.id == Tie.person_id)
        .where(Tie.proposal_id == proposal_id, Tie.lifted_at.is_(None))
        .order_by(Tie.id)
    )
    return [StandingTie(*row) for row in rows]


@dataclass(frozen=True)
class Held:
    """A submitted proposal from which the actor is kept, and what keeps them."""

    proposal_id: int
    is_team: bool
    is_body: bool
    kind: TieKind | None
    reason: str


def held_from(actor: Actor, ref: str) -> Held | None:
    """What ties the actor to the proposal of this reference; None when nothing does.

    Three queries. Nothing of the proposal itself is loaded.
    """
    row = db.session.execute(
        sa.select(Proposal.id, Proposal.proponent_id, Proposal.recipient_id).where(
            Proposal.ref == ref, Proposal.submitted_at.is_not(None), counted()
        )
    ).one_or_none()
    if row is None or actor.person_id is None:
        return None
    bodies = bodies_of(actor)
    tie, in_team = db.session.execute(
        sa.select(
            sa.select(Tie.id)
            .where(
                Tie.proposal_id == row.id,
                Tie.person_id == actor.person_id,
                Tie.lifted_at.is_(None),
            )
            .scalar_subquery(),
            sa.exists().where(
                Collaborator.proposal_id == row.id, Collaborator.person_id == actor.person_id
            ),
        )
    ).one()
    is_body = row.proponent_id in bodies or row.recipient_id in bodies
    if tie is None and not in_team and not is_body:
        return None
    found = db.session.get(Tie, tie) if tie is not None else None
    kind, reason = (found.kind, found.reason) if found else (None, "")
    return Held(row.id, bool(in_team), is_body, kind, reason)


def domains_of(proposal: Proposal) -> set[str]:
    """Address domains that tell for whom the team works: its people's, and those of the proponent
    and the recipient. Two queries."""
    emails = db.session.scalars(
        sa.select(Person.email)
        .join(Collaborator, Collaborator.person_id == Person.id)
        .where(Collaborator.proposal_id == proposal.id)
    )
    bodies = [i for i in (proposal.proponent_id, proposal.recipient_id) if i is not None]
    own = db.session.scalars(
        sa.select(Organisation.email_domain).where(Organisation.id.in_(bodies))
    )
    found = {telling_domain(email) for email in emails}
    found |= {telling_domain(f"@{domain}") for domain in own if domain}
    return found - {""}


def house_people_at(domains: set[str]) -> dict[int, str]:
    """Who screens or leads and has an address in one of the domains: person id → domain."""
    if not domains:
        return {}
    rows = db.session.execute(
        sa.select(Person.id, Person.email).where(
            Person.id.in_(
                sa.select(RoleGrant.person_id).where(
                    RoleGrant.role.in_(HOUSE_ROLES), stands(RoleGrant, clock.now())
                )
            )
        )
    )
    found = {row.id: telling_domain(row.email) for row in rows}
    return {person: domain for person, domain in found.items() if domain in domains}


def ever_tied(proposal_id: int) -> set[int]:
    """Ids of everybody about whom a tie is on record, lifted or not."""
    return set(db.session.scalars(sa.select(Tie.person_id).where(Tie.proposal_id == proposal_id)))
