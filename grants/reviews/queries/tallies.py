"""Sums of the counting reviews of a call, made by the database: one row a proposal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import CriterionView
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    ModeratedScore,
    Review,
    ReviewStatus,
    Score,
)
from grants.reviews.queries.moderation import latest
from grants.reviews.queries.walls import unbarred
from grants.reviews.rules.scores import Tally
from grants.reviews.rules.work import STANDING

# A review counts when it is submitted and its assignment stands.
COUNTS = sa.and_(
    Assignment.status == AssignmentStatus.DECLARED, Review.status == ReviewStatus.SUBMITTED
)


def sums(
    call: Call, criteria: Sequence[CriterionView], actor: Actor, statuses: Sequence[ProposalStatus]
) -> sa.Select[Any]:
    """One row a proposal: totals of its counting reviews, and points of the criteria that matter
    for floors and ties."""
    points = _points(call, criteria)
    columns = _figures(points, _needed(call, criteria))
    return (
        sa.select(
            Proposal.id,
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.country,
            Proposal.focus_area,
            Proposal.grant_cents,
            Proposal.status,
            *columns,
        )
        .select_from(Proposal)
        .outerjoin(Assignment, Assignment.proposal_id == Proposal.id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .outerjoin(points, points.c.review_id == Review.id)
        .where(
            Proposal.call_id == call.id,
            Proposal.status.in_(statuses),
            unbarred(actor),
        )
        .group_by(Proposal.id)
    )


def _points(call: Call, criteria: Sequence[CriterionView]) -> sa.Subquery:
    """One row a counting review: points of the criteria that floors and ties look at."""
    return (
        sa.select(Score.review_id, *_per_criterion(call, criteria))
        .join(Review, Review.id == Score.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(Proposal.call_id == call.id, COUNTS)
        .group_by(Score.review_id)
        .subquery()
    )


def _figures(points: sa.Subquery, criteria: Sequence[CriterionView]) -> list[sa.ColumnElement[Any]]:
    """What is summed for each proposal."""
    total = sa.case((COUNTS, Review.points_milli))
    columns: list[sa.ColumnElement[Any]] = [
        sa.func.count(sa.case((Assignment.status.in_(STANDING), 1))).label("assigned"),
        sa.func.count(total).label("reviews"),
        sa.func.coalesce(sa.func.sum(total), 0).label("total"),
        sa.func.min(total).label("low"),
        sa.func.max(total).label("high"),
    ]
    for criterion in criteria:
        value = points.c[f"p{criterion.id}"]
        columns += [
            sa.func.coalesce(sa.func.sum(value), 0).label(f"sum{criterion.id}"),
            sa.func.count(value).label(f"n{criterion.id}"),
            sa.func.min(value).label(f"low{criterion.id}"),
            sa.func.max(value).label(f"high{criterion.id}"),
        ]
    return columns


def _needed(call: Call, criteria: Sequence[CriterionView]) -> list[CriterionView]:
    return [c for c in criteria if c.floor is not None or c.code in call.tie_order]


def _per_criterion(call: Call, criteria: Sequence[CriterionView]) -> list[sa.ColumnElement[Any]]:
    return [
        sa.func.max(sa.case((Score.criterion_id == c.id, Score.points))).label(f"p{c.id}")
        for c in _needed(call, criteria)
    ]


@dataclass(frozen=True)
class Places:
    """Where in a row of `sums` the figures of a criterion stand: found once, read for each row."""

    id: int
    floor: int | None
    sum: int
    n: int
    low: int
    high: int


def places_of(columns: Sequence[str], criteria: Sequence[CriterionView]) -> list[Places]:
    """The criteria that `sums` has figures of."""
    at = {name: place for place, name in enumerate(columns)}
    return [
        Places(c.id, c.floor, *(at[f"{figure}{c.id}"] for figure in ("sum", "n", "low", "high")))
        for c in criteria
        if f"n{c.id}" in at
    ]


def tally_of(
    row: sa.Row[Any],
    places: Sequence[Places],
    agreed: Mapping[int, int] | None,
    full: Mapping[int, tuple[int, int]] | None,
) -> Tally:
    points = full
    if points is None:
        points = {p.id: (row[p.sum], row[p.n]) for p in places if row[p.n]}
    return Tally(row.reviews, row.total, row.low, row.high, points, agreed or {})


def agreed_points(call: Call) -> dict[int, dict[int, int]]:
    """Moderated points of the call: proposal id → criterion id → thousandths."""
    rows = db.session.execute(
        sa.select(
            ModeratedScore.proposal_id, ModeratedScore.criterion_id, ModeratedScore.points_milli
        )
        .join(Proposal, Proposal.id == ModeratedScore.proposal_id)
        .where(Proposal.call_id == call.id, ModeratedScore.points_milli.is_not(None), latest())
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, {})[row.criterion_id] = row.points_milli
    return found


def all_points(proposal_ids: Iterable[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """Points of every criterion, for moderated proposals only."""
    rows = db.session.execute(
        sa.select(
            Assignment.proposal_id,
            Score.criterion_id,
            sa.func.sum(Score.points).label("total"),
            sa.func.count(Score.points).label("n"),
        )
        .join(Review, Review.id == Score.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Assignment.proposal_id.in_(list(proposal_ids)),
            Assignment.status == AssignmentStatus.DECLARED,
            Review.status == ReviewStatus.SUBMITTED,
            Score.points.is_not(None),
        )
        .group_by(Assignment.proposal_id, Score.criterion_id)
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, {})[row.criterion_id] = (int(row.total), row.n)
    return found
