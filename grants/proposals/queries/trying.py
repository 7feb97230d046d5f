"""The test proposals of a call that is being made."""

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Proposal, TeamRole
from grants.proposals.queries.access import Access


def test_in(actor: Actor, call: Call) -> Access | None:
    """The reader's own test of the call; nobody else's is seen."""
    proposal = db.session.scalars(
        sa.select(Proposal)
        .where(
            Proposal.call_id == call.id,
            Proposal.is_test,
            Proposal.started_by_id == actor.person_id,
        )
        .order_by(Proposal.id)
        .limit(1)
    ).one_or_none()
    return Access(proposal, call, TeamRole.LEAD, actor) if proposal else None


def tests_of(call: Call) -> list[int]:
    """Ids of every test of the call, whoever made it."""
    return list(
        db.session.scalars(
            sa.select(Proposal.id).where(Proposal.call_id == call.id, Proposal.is_test)
        )
    )
