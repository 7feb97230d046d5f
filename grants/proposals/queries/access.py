"""One proposal, for one actor, for one purpose."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.rules import Window
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission, Relation
from grants.proposals.models import Collaborator, Proposal, TeamRole
from grants.proposals.queries.conflicts import free_of_conflict
from grants.proposals.rules import access
from grants.proposals.rules.trying import window_of


@dataclass(frozen=True)
class Access:
    """A proposal as an actor may see it: with its call, and the actor's place in the team."""

    proposal: Proposal
    call: Call
    role: TeamRole | None
    actor: Actor

    @property
    def window(self) -> Window:
        """When it may be worked on: the call's window, or that of a test."""
        return window_of(self.call, is_test=self.proposal.is_test)

    def may(self, permission: Permission) -> bool:
        """The same rule the service checks; templates ask it whether to draw a button."""
        return access.may(
            self.actor,
            permission,
            self.role,
            submitted=self.proposal.submitted_at is not None,
        )


@cache
def _with_place(*, lock: bool) -> sa.Select[Proposal, Call, TeamRole]:
    """A proposal, its call and the person's place in its team; on every page, so built once."""
    mine = sa.and_(
        Collaborator.proposal_id == Proposal.id,
        Collaborator.person_id == sa.bindparam("person"),
        Collaborator.removed_at.is_(None),
    )
    query = (
        sa.select(Proposal, Call, Collaborator.role)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Collaborator, mine)
        .where(Proposal.ref == sa.bindparam("ref"))
    )
    if lock:
        return query.with_for_update(of=Proposal).execution_options(populate_existing=True)
    return query


def find(
    actor: Actor, ref: str, permission: Permission = Permission.PROPOSAL_READ, *, lock: bool = False
) -> Access:
    """The proposal behind a reference, or NotFound when it is not for this actor. One query.

    `lock` takes the row for the rest of the transaction (PostgreSQL; SQLite has one writer) and
    reads it anew, should the session know an older state of it.
    """
    values = {"ref": ref, "person": actor.person_id or 0}
    row = db.session.execute(_with_place(lock=lock), values).one_or_none()
    if row is None:
        raise NotFound
    found = Access(row[0], row[1], row[2], actor)
    if not found.may(permission) or (found.role is None and _is_tied(actor, found.proposal.id)):
        raise NotFound
    return found


def _is_tied(actor: Actor, proposal_id: int) -> bool:
    """Somebody of the Secretariat who must not handle this proposal does not see it at all."""
    if not (actor.is_(Relation.OFFICER) or actor.is_(Relation.LEAD)):
        return False
    free = sa.select(Proposal.id).where(Proposal.id == proposal_id, free_of_conflict(actor))
    return db.session.scalar(free) is None
