"""What a panel agreed on, criterion by criterion, and who stays apart from it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.db import db
from grants.reviews.models import MinorityView, ModeratedScore


@dataclass(frozen=True)
class Step:
    """Agreed points as they were set once; None took an agreement back."""

    criterion_id: int
    n: int
    points_milli: int | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Panel:
    """What stands: the latest step by criterion and the latest words by person; all steps, the
    newest first."""

    agreed: dict[int, Step]
    apart: dict[int, str]
    steps: tuple[Step, ...]
    views: dict[int, int]  # how often somebody's view was written

    @property
    def points(self) -> dict[int, int]:
        """Criterion id → thousandths, where something is agreed."""
        return {k: s.points_milli for k, s in self.agreed.items() if s.points_milli is not None}

    @property
    def earlier(self) -> tuple[Step, ...]:
        """Steps that a later one replaced."""
        return tuple(s for s in self.steps if self.agreed[s.criterion_id] is not s)


def panel_of(proposal_id: int) -> Panel:
    """Two queries. The caller has checked access."""
    steps = tuple(
        Step(*row)
        for row in db.session.execute(
            sa.select(
                ModeratedScore.criterion_id,
                ModeratedScore.n,
                ModeratedScore.points_milli,
                ModeratedScore.reason,
                Person.name,
                ModeratedScore.at,
            )
            .join(Person, Person.id == ModeratedScore.by_id)
            .where(ModeratedScore.proposal_id == proposal_id)
            .order_by(ModeratedScore.id.desc())
        )
    )
    rows = db.session.execute(
        sa.select(MinorityView.person_id, MinorityView.n, MinorityView.words)
        .where(MinorityView.proposal_id == proposal_id)
        .order_by(MinorityView.n)
    ).all()
    agreed: dict[int, Step] = {}
    for step in steps:
        if step.criterion_id not in agreed or agreed[step.criterion_id].n < step.n:
            agreed[step.criterion_id] = step
    return Panel(
        agreed,
        {row.person_id: row.words for row in rows},
        steps,
        {row.person_id: row.n for row in rows},
    )


def latest() -> sa.ColumnElement[bool]:
    """A condition on ModeratedScore: no later step of its criterion replaced it."""
    later = sa.orm.aliased(ModeratedScore)
    return ~(
        sa.select(later.id)
        .where(
            later.proposal_id == ModeratedScore.proposal_id,
            later.criterion_id == ModeratedScore.criterion_id,
            later.n > ModeratedScore.n,
        )
        .correlate(ModeratedScore)
        .exists()
    )


def standing_views(proposal_id: int) -> sa.Select[str, str, str]:
    """Standing minority views as rows of (“”, “”, words), without names."""
    later = sa.orm.aliased(MinorityView)
    return sa.select(
        sa.literal("").label("strengths"),
        sa.literal("").label("weaknesses"),
        MinorityView.words.label("apart"),
    ).where(
        MinorityView.proposal_id == proposal_id,
        MinorityView.words != "",
        ~sa.select(later.id)
        .where(
            later.proposal_id == MinorityView.proposal_id,
            later.person_id == MinorityView.person_id,
            later.n > MinorityView.n,
        )
        .correlate(MinorityView)
        .exists(),
    )
