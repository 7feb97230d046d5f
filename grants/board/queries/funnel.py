"""How many proposals of a call came how far."""

from typing import Any

import sqlalchemy as sa

from grants.board.models import DecisionOutcome
from grants.calls.models import Call
from grants.calls.rules.document import Funnel
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted

# Found eligible; who withdrew is counted as received alone.
ELIGIBLE = (
    ProposalStatus.ELIGIBLE,
    ProposalStatus.IN_REVIEW,
    ProposalStatus.RANKED,
    ProposalStatus.WITH_BOARD,
    ProposalStatus.DECIDED,
    ProposalStatus.APPROVED,
    ProposalStatus.RESERVE,
    ProposalStatus.REJECTED,
)


def funnel_of(call: Call) -> Funnel:
    """Handed in, eligible, approved, and what was approved in all; two queries."""
    of_call = sa.and_(Proposal.call_id == call.id, counted())

    def many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return sa.func.count(sa.case((condition, 1)))

    received, eligible, approved = db.session.execute(
        sa.select(
            many(Proposal.submitted_at.is_not(None)),
            many(Proposal.status.in_(ELIGIBLE)),
            many(Proposal.status == ProposalStatus.APPROVED),
        ).where(of_call)
    ).one()
    latest = (  # a later decision supersedes
        sa.select(sa.func.max(DecisionOutcome.id))
        .join(Proposal, Proposal.id == DecisionOutcome.proposal_id)
        .where(of_call, Proposal.status == ProposalStatus.APPROVED)
        .group_by(DecisionOutcome.proposal_id)
    )
    awarded = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(DecisionOutcome.amount_cents), 0)).where(
            DecisionOutcome.id.in_(latest)
        )
    )
    return Funnel(received, eligible, approved, int(awarded or 0))
