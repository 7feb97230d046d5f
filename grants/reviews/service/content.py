"""What a frozen ranking holds: enough to make every figure of it again."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from grants.core.db import db
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus, Score
from grants.reviews.queries.ranking import RankingView, Row
from grants.reviews.rules.calibrated import labels
from grants.reviews.rules.reproduce import ESTIMATED
from grants.reviews.rules.slate import Slate

FORMAT = 2  # 1 had no rule, no calibration, and did not say which review was whose


def content(view: RankingView, found: Slate, n: int, note: str) -> dict[str, Any]:
    """Every score the ranking rests on, the rules that ordered it, every figure, and the slate.

    Nobody is named in it: evaluators are E1, E2, … in the order of their first review.
    """
    call = view.call
    scores = _scores([row.proposal_id for row in view.rows], view)
    codes = {c.id: c.code for c in view.criteria}
    return {
        "format": FORMAT,
        "rule": _rule(view),
        "calibration": _calibration(view),
        "call": {"ref": call.ref, "version": call.version},
        "n": n,
        "note": note,
        "criteria": [{"code": c.code, "weight": c.weight, "floor": c.floor} for c in view.criteria],
        "pass_points": call.pass_points,
        "tie_order": list(call.tie_order),
        "seed": view.seed,
        "room_cents": view.order.room_cents,
        "currency": call.currency,
        "rows": [
            {
                **_figures(row),
                "reviews": scores.get(row.proposal_id, []),
                "agreed": {codes[c]: milli for c, milli in row.tally.agreed.items()},
                "recommendation": line.recommendation.value,
                "amount_cents": line.amount_cents,
                "reason": line.reason if line.departs else "",
            }
            for row, line in zip(view.rows, found.rows, strict=True)
        ],
    }


def _rule(view: RankingView) -> dict[str, Any]:
    ruling = view.ruling
    return {
        "chosen": ruling.rule.value,
        "used": view.used.value,
        "reason": ruling.reason,
        "chosen_at": ruling.chosen_at.isoformat() if ruling.chosen_at else None,
    }


def _calibration(view: RankingView) -> dict[str, Any]:
    """The refusal, or what was estimated with its seed."""
    found = view.basis.calibrated
    if found.refused is not None:
        return {"refused": str(found.refused)}
    label = labels(view.basis.reviews)
    return {
        **{name: getattr(found, name) for name in ESTIMATED},
        "evaluators": [
            {
                "evaluator": label[one.reviewer],
                "reviews": one.reviews,
                "milli": one.milli,
                "low_milli": one.low_milli,
                "high_milli": one.high_milli,
            }
            for one in found.leniency
        ],
    }


def _figures(row: Row) -> dict[str, Any]:
    placed = row.placed
    return {
        "proposal": row.ref,
        "place": placed.place,
        "mean": [row.mean.numerator, row.mean.denominator] if row.mean else [0, 1],
        "spread_milli": row.tally.spread_milli,
        "tied": placed.tied,
        "decided_by": placed.decided_by,
        "floors_missed": list(row.missed),
        "asked_cents": row.asked_cents,
        "preferred": placed.entry.preferred,
        "estimate": asdict(row.estimate) if row.estimate else None,
    }


def _scores(proposal_ids: list[int], view: RankingView) -> dict[int, list[dict[str, Any]]]:
    """Counting reviews by proposal: their reference, total and points by criterion."""
    codes = {c.id: c.code for c in view.criteria}
    label = labels(view.basis.reviews)
    rows = db.session.execute(
        sa.select(
            Assignment.proposal_id,
            Assignment.ref,
            Assignment.person_id,
            Review.points_milli,
            Score.criterion_id,
            Score.points,
        )
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Score, Score.review_id == Review.id)
        .where(
            Assignment.proposal_id.in_(proposal_ids),
            Assignment.status == AssignmentStatus.DECLARED,
            Review.status == ReviewStatus.SUBMITTED,
        )
        .order_by(Assignment.ref, Score.criterion_id)
    )
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for row in rows:
        review = found.setdefault(row.proposal_id, {}).setdefault(
            row.ref,
            {
                "review": row.ref,
                "evaluator": label.get(row.person_id),
                "points_milli": row.points_milli,
                "points": {},
            },
        )
        review["points"][codes[row.criterion_id]] = row.points
    return {proposal: list(reviews.values()) for proposal, reviews in found.items()}
