"""Whose proposals somebody of the house must not handle: their own, and their organisation's."""

import sqlalchemy as sa

from grants.accounts.queries import affiliated_people, organisations_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Collaborator, Proposal


def free_of_conflict(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: the actor never was in its team and does not work for its
    proponent or recipient. One query, or two where the actor works for somebody."""
    if actor.person_id is None:
        return sa.true()
    # Not correlated: answered once for a whole list.
    teams = sa.select(Collaborator.proposal_id).where(Collaborator.person_id == actor.person_id)
    own = organisations_of(actor.person_id)
    if not own:
        return Proposal.id.not_in(teams)
    return sa.and_(
        Proposal.id.not_in(teams),
        sa.or_(Proposal.proponent_id.is_(None), Proposal.proponent_id.not_in(own)),
        sa.or_(Proposal.recipient_id.is_(None), Proposal.recipient_id.not_in(own)),
    )


def conflicted_people(proposal: Proposal) -> set[int]:
    """Ids of everybody to whom `free_of_conflict` refuses this proposal."""
    found = set(
        db.session.scalars(
            sa.select(Collaborator.person_id).where(Collaborator.proposal_id == proposal.id)
        )
    )
    bodies = {i for i in (proposal.proponent_id, proposal.recipient_id) if i is not None}
    for people in affiliated_people(bodies).values():
        found |= people
    return found
