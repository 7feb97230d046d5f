"""Who of the Secretariat can be told of something beside a proposal."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.accounts.models import Person, Role, RoleGrant
from grants.accounts.queries.standing import stands
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import conflicted_people

ROLES = (Role.OFFICER, Role.LEAD)


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be told."""

    id: int
    ref: str
    name: str


def secretariat() -> list[Colleague]:
    """Officers and leads of today who may sign in, by name. One query."""
    rows = db.session.execute(
        sa.select(Person.id, Person.ref, Person.name)
        .where(
            Person.disabled_at.is_(None),
            Person.id.in_(
                sa.select(RoleGrant.person_id).where(
                    RoleGrant.role.in_(ROLES), stands(RoleGrant, clock.now())
                )
            ),
        )
        .order_by(Person.name, Person.id)
    )
    return [Colleague(*row) for row in rows]


def colleagues(proposal: Proposal) -> list[Colleague]:
    """The same without those who have a tie to the proposal, who are left out without a word.

    Two queries, and two for each organisation the proposal names.
    """
    tied = conflicted_people(proposal)
    return [one for one in secretariat() if one.id not in tied]
