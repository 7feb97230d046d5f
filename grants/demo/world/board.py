"""Chapter: the slate before the board, as a written procedure under way."""

import sqlalchemy as sa

from grants.board.models import Item, Meeting, Recusal
from grants.board.service import opening, slate, voice
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.applications import Round
from grants.demo.world.stage import Stage
from grants.proposals.models import Proposal

OPENED = -10  # days from today, of fourteen
OBJECTED = -3


def build(stage: Stage, made: Round, ranking: str) -> None:
    """Opened ten days ago; recusals found; one item without quorum; one objection."""
    stage.go_to(OPENED - 1)
    meeting = slate.propose_slate(stage.actor(BY_KEY["pierre"].email), ranking)
    stage.go_to(OPENED)
    version = db.session.scalars(sa.select(Meeting.version).where(Meeting.ref == meeting)).one()
    opening.open_meeting(stage.actor(BY_KEY["sylvie"].email), meeting, version)
    stage.go_to(OBJECTED)
    voice.object_to(
        stage.actor(BY_KEY["hans"].email),
        meeting,
        _item_free_for_all(meeting, made),
        "The amount per person reached is three times that of the proposals above it. Before we "
        "agree I would like to hear in a meeting why.",
    )


def _item_free_for_all(meeting: str, made: Round) -> int:
    """The last award from which nobody is recused."""
    return db.session.scalars(
        sa.select(Item.n)
        .join(Meeting, Meeting.id == Item.meeting_id)
        .join(Proposal, Proposal.id == Item.proposal_id)
        .outerjoin(Recusal, Recusal.item_id == Item.id)
        .where(Meeting.ref == meeting, Recusal.id.is_(None), Proposal.ref != made.broken_quorum)
        .order_by(Item.n.desc())
        .limit(1)
    ).one()
