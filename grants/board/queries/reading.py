"""May a board member read a proposal's documents? While it is with the board, unless recused."""

import sqlalchemy as sa

from grants.board.models import Item, Meeting, MeetingStatus
from grants.board.queries.blinders import blinders
from grants.core.actor import Actor
from grants.core.db import db
from grants.permissions import Permission, Relation
from grants.proposals.models import Proposal, ProposalStatus

_SEEN = (MeetingStatus.OPEN, MeetingStatus.CLOSED, MeetingStatus.CONFIRMED)
_BOARD = (Relation.BOARD_MEMBER, Relation.BOARD_CHAIR, Relation.BOARD_SECRETARY)


def may_read_documents(actor: Actor, proposal_id: int) -> bool:
    """A seat that is not recused, for a proposal on an agenda that members see."""
    if not actor.may(Permission.BOARD_READ) or not any(actor.is_(r) for r in _BOARD):
        return False
    if proposal_id in blinders(actor).proposals:
        return False
    found = db.session.scalar(
        sa.select(Item.id)
        .join(Meeting, Meeting.id == Item.meeting_id)
        .join(Proposal, Proposal.id == Item.proposal_id)
        .where(
            Item.proposal_id == proposal_id,
            Meeting.status.in_(_SEEN),
            Proposal.status.in_([ProposalStatus.WITH_BOARD, ProposalStatus.DECIDED]),
        )
        .limit(1)
    )
    return found is not None
