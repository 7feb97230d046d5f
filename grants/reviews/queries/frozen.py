"""Frozen rankings, as they were."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.reviews.models import Ranking, RankingRow, Recommendation
from grants.reviews.queries.walls import unbarred

PAGE = 50


@dataclass(frozen=True)
class FrozenCard:
    """A frozen ranking in a list."""

    ref: str
    n: int
    frozen_at: datetime
    sha256: str


@dataclass(frozen=True)
class FrozenRow:
    """One proposal as it was ranked."""

    place: int
    ref: str
    title: str
    city: str
    country: str | None
    mean_milli: int
    spread_milli: int
    reviews: int
    floors_met: bool
    recommendation: Recommendation
    amount_cents: int
    asked_cents: int
    reason: str


@dataclass(frozen=True)
class Frozen:
    """A frozen ranking with one page of its rows and the sums of its slate."""

    ranking: Ranking
    call: Call
    by: str
    rows: tuple[FrozenRow, ...]
    total: int
    sums: dict[Recommendation, tuple[int, int]]  # how many, and their amounts in cents


def frozen(actor: Actor, ref: str, *, page: int = 1) -> Frozen:
    """One frozen ranking, or NotFound. Rows of proposals the actor must not see are left out."""
    if not actor.may(Permission.RANKING_READ):
        raise NotFound
    found = db.session.execute(
        sa.select(Ranking, Call, Person.name)
        .join(Call, Call.id == Ranking.call_id)
        .join(Person, Person.id == Ranking.frozen_by_id)
        .where(Ranking.ref == ref)
    ).one_or_none()
    if found is None:
        raise NotFound
    ranking: Ranking = found[0]
    shown = (RankingRow.ranking_id == ranking.id, unbarred(actor))
    sums = _sums(*shown)
    return Frozen(
        ranking=ranking,
        call=found[1],
        by=found[2],
        rows=_rows(*shown, page=page),
        total=sum(n for n, _ in sums.values()),
        sums=sums,
    )


def _sums(*shown: sa.ColumnElement[bool]) -> dict[Recommendation, tuple[int, int]]:
    rows = db.session.execute(
        sa.select(
            RankingRow.recommendation,
            sa.func.count(RankingRow.id).label("n"),
            sa.func.sum(RankingRow.amount_cents).label("cents"),
        )
        .join(Proposal, Proposal.id == RankingRow.proposal_id)
        .where(*shown)
        .group_by(RankingRow.recommendation)
    )
    return {row.recommendation: (row.n, int(row.cents)) for row in rows}


def _rows(*shown: sa.ColumnElement[bool], page: int) -> tuple[FrozenRow, ...]:
    rows = db.session.execute(
        sa.select(
            RankingRow.place,
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.country,
            RankingRow.mean_milli,
            RankingRow.spread_milli,
            RankingRow.reviews,
            RankingRow.floors_met,
            RankingRow.recommendation,
            RankingRow.amount_cents,
            Proposal.grant_cents.label("asked_cents"),
            RankingRow.reason,
        )
        .join(Proposal, Proposal.id == RankingRow.proposal_id)
        .where(*shown)
        .order_by(RankingRow.place, RankingRow.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return tuple(FrozenRow(**row._mapping) for row in rows)


def frozen_of(call: Call) -> list[FrozenCard]:
    """Every frozen ranking of a call, the latest first; the caller has loaded the call."""
    rows = db.session.execute(
        sa.select(Ranking.ref, Ranking.n, Ranking.frozen_at, Ranking.sha256)
        .where(Ranking.call_id == call.id)
        .order_by(Ranking.n.desc())
    )
    return [FrozenCard(**row._mapping) for row in rows]


def record_of(ref: str) -> tuple[Ranking, list[dict[str, object]]] | None:
    """A frozen ranking with its rows under the names of its content, for whoever runs the house:
    no wall, since nothing of it is shown but what differs. Two queries."""
    ranking = db.session.scalars(sa.select(Ranking).where(Ranking.ref == ref)).one_or_none()
    if ranking is None:
        return None
    rows = db.session.execute(
        sa.select(
            Proposal.ref.label("proposal"),
            RankingRow.place,
            RankingRow.spread_milli,
            RankingRow.recommendation,
            RankingRow.amount_cents,
            RankingRow.reason,
        )
        .join(Proposal, Proposal.id == RankingRow.proposal_id)
        .where(RankingRow.ranking_id == ranking.id)
    )
    return ranking, [dict(row._mapping) for row in rows]
