"""The ranking of a call: one aggregate query over proposals, reviews and scores."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import CriterionView, criteria_of, for_office
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.funds.models import Envelope
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    ModeratedScore,
    Review,
    ReviewStatus,
    Score,
)
from grants.reviews.queries.walls import unbarred
from grants.reviews.rules import ranking, scores
from grants.reviews.rules.ranking import Entry, Order, Placed
from grants.reviews.rules.scores import Divergence, Tally
from grants.reviews.rules.work import STANDING

S = ProposalStatus
# What a ranking shows; those not yet decided still ask for money.
RANKED = (
    S.IN_REVIEW,
    S.RANKED,
    S.WITH_BOARD,
    S.DECIDED,
    S.APPROVED,
    S.RESERVE,
    S.REJECTED,
)
ASKING = frozenset({S.IN_REVIEW, S.RANKED, S.WITH_BOARD})
FREEZABLE = (S.IN_REVIEW, S.RANKED)


@dataclass(frozen=True)
class Row:
    """One proposal of the ranking, in its place."""

    proposal_id: int
    ref: str
    title: str
    city: str
    country: str | None
    focus_area: str
    asked_cents: int
    status: ProposalStatus
    assigned: int
    tally: Tally
    mean: Fraction | None
    missed: tuple[str, ...]
    divergence: Divergence | None
    placed: Placed

    @property
    def mean_milli(self) -> int | None:
        return None if self.mean is None else scores.rounded(self.mean)


@dataclass(frozen=True)
class RankingView:
    """The whole ranking of a call as it stands."""

    call: Call
    criteria: tuple[CriterionView, ...]
    rows: tuple[Row, ...]
    order: Order
    seed: str

    @property
    def open_reviews(self) -> int:
        """Reviews asked for and not yet in."""
        return sum(max(0, row.assigned - row.tally.count) for row in self.rows)


def ranking_of(
    actor: Actor, call_ref: str, *, statuses: Sequence[ProposalStatus] = RANKED
) -> RankingView:
    """The live ranking. Proposals the actor must not see are left out before anything is counted.

    Four queries whatever the number of proposals, besides those of the walls.
    """
    if not actor.may(Permission.RANKING_READ):
        raise NotFound
    return ranking_for(actor, for_office(actor, call_ref), statuses=statuses)


def ranking_for(
    actor: Actor, call: Call, *, statuses: Sequence[ProposalStatus] = RANKED
) -> RankingView:
    criteria = criteria_of(call)
    found = db.session.execute(_sums(call, criteria, actor, statuses)).all()
    agreed = _agreed(call)
    moderated = [row.id for row in found if row.id in agreed]
    full = _all_points(moderated) if moderated else {}
    tallies = {row.id: _tally(row, criteria, agreed.get(row.id), full.get(row.id)) for row in found}
    preferred = frozenset(call.country_exceptions.get("prefer") or ())
    means = {row.id: scores.mean(tallies[row.id], criteria) for row in found}
    missed = {
        row.id: tuple(c.code for c in scores.floors_missed(tallies[row.id], criteria))
        for row in found
    }
    order = ranking.place(
        (
            Entry(
                ref=row.ref,
                asked_cents=row.grant_cents,
                mean=means[row.id],
                floors_met=not missed[row.id],
                criteria={c.code: scores.criterion_mean(tallies[row.id], c.id) for c in criteria},
                preferred=row.country in preferred,
                spends=row.status in ASKING,
            )
            for row in found
        ),
        tie_order=call.tie_order,
        seed=call.ref,
        pass_points=call.pass_points,
        room_cents=room_of(call),
    )
    by_ref = {row.ref: row for row in found}
    rows = tuple(
        _row(by_ref[placed.entry.ref], placed, call, criteria, tallies, means, missed)
        for placed in order.rows
    )
    return RankingView(call, criteria, rows, order, call.ref)


def room_of(call: Call) -> int:
    """What the envelope can still reserve; the planned amount before an envelope is cut."""
    if call.envelope_id is not None:
        left = db.session.scalar(
            sa.select(
                Envelope.amount_cents - Envelope.reserved_cents - Envelope.committed_cents
            ).where(Envelope.id == call.envelope_id)
        )
        return int(left or 0)
    return call.envelope_cents or 0


def _sums(
    call: Call, criteria: Sequence[CriterionView], actor: Actor, statuses: Sequence[ProposalStatus]
) -> sa.Select[Any]:
    """One row a proposal: totals of its counting reviews, and points of the criteria that matter
    for floors and ties."""
    counts = sa.and_(
        Assignment.status == AssignmentStatus.DECLARED, Review.status == ReviewStatus.SUBMITTED
    )
    points = (
        sa.select(Score.review_id, *_per_criterion(call, criteria))
        .join(Review, Review.id == Score.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(Proposal.call_id == call.id, counts)
        .group_by(Score.review_id)
        .subquery()
    )
    total = sa.case((counts, Review.points_milli))
    columns: list[sa.ColumnElement[Any]] = [
        sa.func.count(sa.case((Assignment.status.in_(STANDING), 1))).label("assigned"),
        sa.func.count(total).label("reviews"),
        sa.func.coalesce(sa.func.sum(total), 0).label("total"),
        sa.func.min(total).label("low"),
        sa.func.max(total).label("high"),
    ]
    for criterion in _needed(call, criteria):
        value = points.c[f"p{criterion.id}"]
        columns += [
            sa.func.coalesce(sa.func.sum(value), 0).label(f"sum{criterion.id}"),
            sa.func.count(value).label(f"n{criterion.id}"),
            sa.func.min(value).label(f"low{criterion.id}"),
            sa.func.max(value).label(f"high{criterion.id}"),
        ]
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
            Proposal.is_test.is_(False),
            unbarred(actor),
        )
        .group_by(Proposal.id)
    )


def _needed(call: Call, criteria: Sequence[CriterionView]) -> list[CriterionView]:
    return [c for c in criteria if c.floor is not None or c.code in call.tie_order]


def _per_criterion(call: Call, criteria: Sequence[CriterionView]) -> list[sa.ColumnElement[Any]]:
    return [
        sa.func.max(sa.case((Score.criterion_id == c.id, Score.points))).label(f"p{c.id}")
        for c in _needed(call, criteria)
    ]


def _tally(
    row: Any,
    criteria: Sequence[CriterionView],
    agreed: Mapping[int, int] | None,
    full: Mapping[int, tuple[int, int]] | None,
) -> Tally:
    points = full
    if points is None:
        mapping = row._mapping
        points = {
            c.id: (mapping[f"sum{c.id}"], mapping[f"n{c.id}"])
            for c in criteria
            if mapping.get(f"n{c.id}")
        }
    return Tally(row.reviews, row.total, row.low, row.high, points, agreed or {})


def _row(
    row: Any,
    placed: Placed,
    call: Call,
    criteria: Sequence[CriterionView],
    tallies: Mapping[int, Tally],
    means: Mapping[int, Fraction | None],
    missed: Mapping[int, tuple[str, ...]],
) -> Row:
    mapping = row._mapping
    floors = [
        (c.floor, mapping[f"low{c.id}"], mapping[f"high{c.id}"])
        for c in criteria
        if c.floor is not None and mapping[f"low{c.id}"] is not None
    ]
    return Row(
        proposal_id=row.id,
        ref=row.ref,
        title=row.title,
        city=row.city,
        country=row.country,
        focus_area=row.focus_area,
        asked_cents=row.grant_cents,
        status=row.status,
        assigned=row.assigned,
        tally=tallies[row.id],
        mean=means[row.id],
        missed=missed[row.id],
        divergence=scores.is_divergent(
            tallies[row.id],
            divergence_points=call.divergence_points,
            pass_points=call.pass_points,
            floors=floors,
        ),
        placed=placed,
    )


def _agreed(call: Call) -> dict[int, dict[int, int]]:
    """Moderated points of the call: proposal id → criterion id → thousandths."""
    rows = db.session.execute(
        sa.select(
            ModeratedScore.proposal_id, ModeratedScore.criterion_id, ModeratedScore.points_milli
        )
        .join(Proposal, Proposal.id == ModeratedScore.proposal_id)
        .where(Proposal.call_id == call.id)
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, {})[row.criterion_id] = row.points_milli
    return found


def _all_points(proposal_ids: Iterable[int]) -> dict[int, dict[int, tuple[int, int]]]:
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
