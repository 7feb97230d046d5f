"""A submitted proposal as the office writes beside it, for one actor."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import free_of_conflict


@dataclass(frozen=True)
class Place:
    """The proposal that tags, notes and flags stand beside."""

    proposal: Proposal
    call: Call
    actor: Actor
    free: sa.ColumnElement[bool]  # of ties: the condition that other proposals must meet too

    @property
    def title(self) -> str:
        return self.proposal.title or self.proposal.ref


def open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: submitted, counted, and the actor has no tie to it. One query."""
    return sa.and_(Proposal.submitted_at.is_not(None), free_of_conflict(actor))


def find(
    actor: Actor, ref: str, permission: Permission = Permission.NOTES_READ, *, lock: bool = False
) -> Place:
    """The proposal behind a reference, or NotFound. Two queries.

    `lock` takes the proposal's row for the rest of the transaction, so that of two who act on one
    flag the second sees what the first did.
    """
    if not actor.may(permission):
        raise NotFound
    if lock:
        # First by itself: a row joined to a locked one is read as it was before the wait.
        db.session.execute(sa.select(Proposal.id).where(Proposal.ref == ref).with_for_update())
    free = open_to(actor)
    query = (
        sa.select(Proposal, Call)
        .join(Call, Call.id == Proposal.call_id)
        .where(Proposal.ref == ref, free)
    )
    if lock:
        query = query.execution_options(populate_existing=True)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Place(row[0], row[1], actor, free)
