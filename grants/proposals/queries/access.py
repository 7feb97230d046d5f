"""One proposal, for one actor, for one purpose."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import FormView, form_of
from grants.calls.rules import Window
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission, Relation
from grants.proposals.models import Collaborator, Proposal, TeamRole
from grants.proposals.queries.conflicts import untied
from grants.proposals.rules import access
from grants.proposals.rules.budget import Terms
from grants.proposals.rules.full import schedule_of, terms_of
from grants.proposals.rules.trying import window_of


@dataclass(frozen=True)
class Access:
    """A proposal as an actor may see it: with its call, and the actor's place in the team."""

    proposal: Proposal
    call: Call
    role: TeamRole | None
    actor: Actor

    @property
    def schedule(self) -> Window:
        """The dates that count: the call's, or those of the invitation to the full proposal."""
        return schedule_of(self.call, self.proposal)

    @property
    def window(self) -> Window:
        """When it may be worked on: the schedule, or the time of a test."""
        return window_of(self.schedule, is_test=self.proposal.is_test)

    @property
    def terms(self) -> Terms:
        """What bounds the grant."""
        return terms_of(self.call, self.proposal)

    def form(self) -> FormView:
        """The question set it answers."""
        return form_of(self.call, self.proposal.form)

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
    return query.execution_options(populate_existing=True) if lock else query


@cache
def _locked() -> sa.Select[int]:
    return sa.select(Proposal.id).where(Proposal.ref == sa.bindparam("ref")).with_for_update()


def find(
    actor: Actor, ref: str, permission: Permission = Permission.PROPOSAL_READ, *, lock: bool = False
) -> Access:
    """The proposal behind a reference, or NotFound when it is not for this actor. One query.

    `lock` takes the row for the rest of the transaction (PostgreSQL, one query more; SQLite has
    one writer) and reads it anew, should the session know an older state of it.
    """
    values = {"ref": ref, "person": actor.person_id or 0}
    if lock and db.engine.dialect.name == "postgresql":
        # The row first, by itself: who waits for it must read the team as it is afterwards, and a
        # statement that waits goes on with what it had read of other tables before.
        db.session.execute(_locked(), {"ref": ref})
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
    free = sa.select(Proposal.id).where(Proposal.id == proposal_id, untied(actor))
    return db.session.scalar(free) is None
