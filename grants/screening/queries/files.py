"""Who may read the file that answers a clarification."""

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import Proposal
from grants.proposals.queries import access
from grants.screening.models import Clarification
from grants.screening.queries import case


def may_read_clarification(actor: Actor, clarification_id: int) -> bool:
    """The team of the proposal, and the office unless it is tied to it."""
    ref = db.session.scalar(
        sa.select(Proposal.ref)
        .join(Clarification, Clarification.proposal_id == Proposal.id)
        .where(Clarification.id == clarification_id)
    )
    return ref is not None and (_in_team(actor, ref) or _in_office(actor, ref))


def _in_team(actor: Actor, ref: str) -> bool:
    try:
        return access.find(actor, ref).role is not None
    except NotFound:
        return False


def _in_office(actor: Actor, ref: str) -> bool:
    try:
        case.find(actor, ref)
    except NotFound:
        return False
    return True
