"""What somebody has still to check again: shown to them nowhere but on the pages of the sample.

They must know nothing of the first check, and a list, a filter, a count, a letter or an export
would tell its outcome. So the condition of every loader, `free_of_conflict`, leaves it out.
"""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import free_of_conflict, free_of_ties, register_wall
from grants.screening.models import Rescreen

# An alias, so that it stays a subquery in statements that read re-checks themselves.
_OPEN = aliased(Rescreen, name="open_rescreen")


def _to_check_again(person: sa.ColumnElement[int]) -> sa.Select[int]:
    """What somebody has still to check again, knowing nothing of the first check."""
    return sa.select(_OPEN.proposal_id).where(_OPEN.officer_id == person, _OPEN.done_at.is_(None))


def _checking_again(proposal_ids: list[int]) -> sa.Select[int]:
    """Who has still to check one of these again."""
    given = sa.func.coalesce(_OPEN.officer_id, 0)
    return sa.select(given).where(_OPEN.proposal_id.in_(proposal_ids), _OPEN.done_at.is_(None))


register_wall(_to_check_again, _checking_again)


def own_too(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: free of ties, and hidden at most because the actor is to check it
    again. For the pages of the sample alone."""
    mine = _to_check_again(sa.literal(actor.person_id or 0))
    return sa.or_(free_of_conflict(actor), sa.and_(Proposal.id.in_(mine), free_of_ties(actor)))


def waits_for(actor: Actor, call_ref: str, ref: str) -> bool:
    """Has the actor still to check this again, knowing nothing of the first check?"""
    mine = _to_check_again(sa.literal(actor.person_id or 0))
    found = (
        sa.select(Proposal.id)
        .join(Call, Call.id == Proposal.call_id)
        .where(Proposal.ref == ref, Call.ref == call_ref, Proposal.id.in_(mine))
    )
    may = actor.may(Permission.SCREENING_READ)
    return may and db.session.scalar(found.where(free_of_ties(actor))) is not None


def may_read_files(actor: Actor, proposal_id: int) -> bool:
    """The documents of what the actor is to check again: they were submitted, and tell nothing."""
    mine = _to_check_again(sa.literal(actor.person_id or 0))
    found = sa.select(Proposal.id).where(Proposal.id == proposal_id, Proposal.id.in_(mine))
    may = actor.may(Permission.SCREENING_READ)
    return may and db.session.scalar(found.where(free_of_ties(actor))) is not None
