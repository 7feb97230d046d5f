"""The newest check of each proposal, and its figures, as parts of other queries."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.core.actor import Actor
from grants.proposals.models import Proposal, Snapshot
from grants.proposals.queries.conflicts import free_of_conflict
from grants.sanctions.models import NamesCheck, NamesHit, Verdict
from grants.sanctions.queries.lists import newest_kept


def last_check() -> sa.ScalarSelect[Any]:
    """The newest check of the proposal in the query around."""
    other = aliased(NamesCheck)
    return (
        sa.select(sa.func.max(other.id))
        .where(other.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )


def _last_snapshot() -> sa.ScalarSelect[Any]:
    return (
        sa.select(sa.func.max(Snapshot.id))
        .where(Snapshot.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )


def _count(*verdicts: Verdict) -> sa.ScalarSelect[int]:
    """Hits of the check in the query around; all of them when no verdict is named."""
    query = sa.select(sa.func.count()).where(NamesHit.check_id == NamesCheck.id)
    if verdicts:
        query = query.where(NamesHit.verdict.in_(verdicts))
    return query.correlate(NamesCheck).scalar_subquery()


HITS = _count()
TO_JUDGE = _count(Verdict.OPEN)
FLAGGED = _count(Verdict.UNSURE, Verdict.SAME)
# A proposal without a check gives false here, never NULL.
IS_CURRENT = sa.func.coalesce(
    sa.and_(NamesCheck.list_id == newest_kept(), NamesCheck.snapshot_id == _last_snapshot()),
    sa.false(),
)


def visible(actor: Actor, query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """From submitted proposals with their newest check, free of ties to the actor."""
    return (
        query.select_from(Proposal)
        .outerjoin(
            NamesCheck,
            sa.and_(NamesCheck.proposal_id == Proposal.id, NamesCheck.id == last_check()),
        )
        .where(
            Proposal.submitted_at.is_not(None),
            Proposal.is_imported.is_(False),
            free_of_conflict(actor),
        )
    )
