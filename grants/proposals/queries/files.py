"""Who may download what belongs to a proposal."""

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal
from grants.proposals.queries.conflicts import untied
from grants.proposals.rules import access


def may_read_files(actor: Actor, proposal_id: int) -> bool:
    """The team; and once it was submitted, those of the office who have no tie to it."""
    role = db.session.scalar(
        sa.select(Collaborator.role).where(
            Collaborator.proposal_id == proposal_id,
            Collaborator.person_id == (actor.person_id or 0),
            Collaborator.removed_at.is_(None),
        )
    )
    if role is not None:
        return access.may(actor, Permission.PROPOSAL_READ, role, submitted=False)
    if not access.may(actor, Permission.PROPOSAL_READ, None, submitted=True):
        return False
    found = db.session.scalar(
        sa.select(Proposal.id).where(
            Proposal.id == proposal_id,
            Proposal.submitted_at.is_not(None),
            untied(actor),
        )
    )
    return found is not None
