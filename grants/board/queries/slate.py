"""A frozen ranking as the slate it makes."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.funds.models import Envelope
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.reviews.models import Ranking, RankingRow, Recommendation


@dataclass(frozen=True)
class SlateRow:
    place: int
    title: str
    country: str | None
    recommendation: Recommendation
    amount_cents: int
    reason: str


@dataclass(frozen=True)
class Slate:
    """What will be put before the board, against what the envelope has left."""

    ranking_ref: str
    n: int
    call_ref: str
    call_title: dict[str, str]
    currency: str
    left_cents: int | None
    rows: list[SlateRow]

    def of(self, recommendation: str) -> list[SlateRow]:
        return [row for row in self.rows if row.recommendation.value == recommendation]

    @property
    def recommended_cents(self) -> int:
        return sum(row.amount_cents for row in self.of("recommended"))


def slate_of(actor: Actor, ranking_ref: str) -> Slate:
    """A ranking by its reference, or NotFound."""
    if not actor.may(Permission.BOARD_PROPOSE):
        raise NotFound
    left = Envelope.amount_cents - Envelope.reserved_cents - Envelope.committed_cents
    head = db.session.execute(
        sa.select(Ranking.id, Ranking.n, Call.ref, Call.title, Call.currency, left)
        .join(Call, Call.id == Ranking.call_id)
        .outerjoin(Envelope, Envelope.id == Call.envelope_id)
        .where(Ranking.ref == ranking_ref)
    ).one_or_none()
    if head is None:
        raise NotFound
    rows = db.session.execute(
        sa.select(
            RankingRow.place,
            Proposal.title,
            Proposal.country,
            RankingRow.recommendation,
            RankingRow.amount_cents,
            RankingRow.reason,
        )
        .join(Proposal, Proposal.id == RankingRow.proposal_id)
        .where(RankingRow.ranking_id == head[0])
        .order_by(RankingRow.place)
    )
    return Slate(
        ranking_ref, head[1], head[2], head[3], head[4], head[5], [SlateRow(*row) for row in rows]
    )
