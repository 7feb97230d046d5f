"""The rule chosen for a call, and whether its scores were opened."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.reviews.models import (
    ModeratedScore,
    Ranking,
    RankingChoice,
    RankingRule,
    ScoreOpening,
)


@dataclass(frozen=True)
class Ruling:
    """How a call is ranked, by whose choice, and since when its order may be seen."""

    rule: RankingRule = RankingRule.MEAN
    reason: str = ""
    by: str = ""
    chosen_at: datetime | None = None
    opened_at: datetime | None = None
    opened_by: str = ""
    is_open: bool = False


def ruling_of(call: Call) -> Ruling:
    """One query. A frozen ranking, or points a panel agreed on, count as opened too."""
    chooser, opener = aliased(Person), aliased(Person)
    last = (
        sa.select(sa.func.max(RankingChoice.id))
        .where(RankingChoice.call_id == call.id)
        .scalar_subquery()
    )
    agreed = (
        sa.select(ModeratedScore.id)
        .join(Proposal, Proposal.id == ModeratedScore.proposal_id)
        .where(Proposal.call_id == call.id)
    )
    row = db.session.execute(
        sa.select(
            RankingChoice.rule,
            RankingChoice.reason,
            chooser.name.label("by"),
            RankingChoice.at.label("chosen_at"),
            ScoreOpening.at.label("opened_at"),
            opener.name.label("opened_by"),
            sa.or_(sa.exists().where(Ranking.call_id == call.id), agreed.exists()).label(
                "was_seen"
            ),
        )
        .select_from(Call)
        .outerjoin(RankingChoice, RankingChoice.id == last)
        .outerjoin(chooser, chooser.id == RankingChoice.by_id)
        .outerjoin(ScoreOpening, ScoreOpening.call_id == Call.id)
        .outerjoin(opener, opener.id == ScoreOpening.by_id)
        .where(Call.id == call.id)
    ).one()
    return Ruling(
        rule=row.rule or RankingRule.MEAN,
        reason=row.reason or "",
        by=row.by or "",
        chosen_at=row.chosen_at,
        opened_at=row.opened_at,
        opened_by=row.opened_by or "",
        is_open=bool(row.opened_at or row.was_seen),
    )
