"""What keeps a person from a proposal: the conditions every loader of this domain uses."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.permissions import Relation
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import free_of_conflict, register_wall
from grants.reviews.models import Assignment, AssignmentStatus, Conflict, PoolMember, PoolStatus

# An alias, so that it stays a subquery in statements that list conflicts themselves.
_STANDING = aliased(Conflict, name="standing_conflict")


def _kept_from(person: sa.ColumnElement[int]) -> sa.Select[int]:
    """What somebody must not judge, and therefore finds on no page of any domain."""
    return sa.select(_STANDING.proposal_id).where(
        _STANDING.person_id == person, _STANDING.waived_at.is_(None)
    )


def _people_kept_from(proposal_ids: list[int]) -> sa.Select[int]:
    """Who must not judge one of these."""
    return sa.select(_STANDING.person_id).where(
        _STANDING.proposal_id.in_(proposal_ids), _STANDING.waived_at.is_(None)
    )


register_wall(_kept_from, _people_kept_from)


def unbarred(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: no tie and no standing conflict of the actor with it. The conflict
    is one of the walls that `free_of_conflict` looks at, for every domain."""
    return free_of_conflict(actor)


def not_in_conflict(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: the actor has no standing conflict recorded with it."""
    # An alias, so that it stays a subquery in statements that list conflicts themselves.
    own = aliased(Conflict)
    recorded = (
        sa.select(own.id)
        .where(
            own.proposal_id == Proposal.id,
            own.person_id == (actor.person_id or 0),
            own.waived_at.is_(None),
        )
        .correlate(Proposal)
        .exists()
    )
    return sa.not_(recorded)


def in_pool(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: the actor is in the pool of its call, impartiality declared."""
    place = aliased(PoolMember)
    return (
        sa.select(place.id)
        .where(
            place.call_id == Proposal.call_id,
            place.person_id == (actor.person_id or 0),
            place.status == PoolStatus.ACCEPTED,
            place.declared_at.is_not(None),
        )
        .correlate(Proposal)
        .exists()
    )


def may_read_files(actor: Actor, proposal_id: int) -> bool:
    """Files of a proposal: for its declared evaluators, while it is in review, and where the call
    does not hide who applies."""
    if not actor.is_(Relation.EVALUATOR):
        return False
    found = db.session.scalar(
        sa.select(Assignment.id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Call.applicant_hidden.is_(False),
            Assignment.proposal_id == proposal_id,
            Assignment.person_id == actor.person_id,
            Assignment.status == AssignmentStatus.DECLARED,
            Proposal.status == ProposalStatus.IN_REVIEW,
            in_pool(actor),
            unbarred(actor),
        )
    )
    return found is not None
