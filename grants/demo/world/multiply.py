"""A larger world: service-built proposals of the scored call, multiplied in bulk.

Copies get their own references, hashes, receipts and scores and one event on the trail, so that
`flask check-invariants` holds for them as for the originals.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import criteria_of
from grants.core.actor import SYSTEM
from grants.core.db import Base, db
from grants.core.text import random_ref
from grants.demo.world.stage import Stage
from grants.proposals.models import (
    Answer,
    Attempt,
    BudgetLine,
    Collaborator,
    Proposal,
    ProposalStatus,
    Receipt,
    SectionState,
    Snapshot,
)
from grants.reviews.models import Assignment, Review, ReviewStatus, Score
from grants.reviews.rules.scores import Points, points_milli
from grants.screening.models import Check, Screening

BATCH = 100
SCORED = (ProposalStatus.IN_REVIEW, ProposalStatus.RANKED, ProposalStatus.WITH_BOARD)


def multiply(stage: Stage, call: Call, wanted: int) -> None:
    """Copy scored proposals of the call until it has `wanted` of them; shows progress."""
    sources = db.session.scalars(
        sa.select(Proposal.id)
        .join(Screening, Screening.proposal_id == Proposal.id)
        .where(Proposal.call_id == call.id, Proposal.status.in_(SCORED))
        .order_by(Proposal.id)
    ).all()
    there = db.session.scalar(
        sa.select(sa.func.count()).where(
            Proposal.call_id == call.id, Proposal.status != ProposalStatus.DRAFT
        )
    )
    missing = max(0, wanted - (there or 0))
    call_id = call.id  # the session is emptied after every batch
    for start in range(0, missing, BATCH):
        size = min(BATCH, missing - start)
        pairs = [(sources[(start + n) % len(sources)], start + n) for n in range(size)]
        _copy_batch(stage, db.session.get_one(Call, call_id), pairs)
        stage.say(f"{start + size} of {missing} more proposals")


def _copy_batch(stage: Stage, call: Call, pairs: list[tuple[int, int]]) -> None:
    copies: dict[int, list[tuple[int, int]]] = {}
    made = []
    for source_id, n in pairs:
        values = _columns(db.session.get_one(Proposal, source_id))
        values |= {
            "ref": random_ref(),
            "status": ProposalStatus.IN_REVIEW,
            "title": f"{values['title'][:280]} ({n + 2})",
        }
        copy = Proposal(**values)
        db.session.add(copy)
        made.append((source_id, copy))
    db.session.flush()
    for source_id, copy in made:
        copies.setdefault(source_id, []).append((copy.id, 0))
        record(SYSTEM, "proposal:start_review", copy, new={"status": copy.status.value})
    targets = {source: [c for c, _ in rows] for source, rows in copies.items()}
    for model in (Collaborator, SectionState, Answer, BudgetLine, Attempt):
        _copy_children(model, model.proposal_id, targets)
    _copy_snapshots(targets)
    _copy_screenings(targets)
    _copy_reviews(stage, call, targets)
    db.session.commit()
    db.session.expunge_all()


def _columns(row: Base) -> dict[str, Any]:
    """A row's values, without the keys the database gives."""
    table = row.__table__
    return {
        column.key: getattr(row, column.key)
        for column in table.columns
        if column.key not in ("id", "version")
    }


def _rows(model: type[Any], column: Any, ids: Iterable[int]) -> Iterator[Any]:
    yield from db.session.scalars(sa.select(model).where(column.in_(list(ids))))


def _copy_children(
    model: type[Base],
    column: Any,
    targets: dict[int, list[int]],
    change: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> None:
    """Insert copies of every row that points to a source, pointing to each of its copies."""
    rows = []
    for row in _rows(model, column, targets):
        values = _columns(row)
        for target in targets[values[column.key]]:
            fresh = change({**values, column.key: target})
            if "version" in model.__table__.columns:
                fresh["version"] = 1
            if "ref" in fresh:
                fresh["ref"] = random_ref()
            rows.append(fresh)
    if rows:
        db.session.execute(sa.insert(model), rows)


def _copy_one_by_one(
    model: type[Any], column: Any, targets: dict[int, list[int]]
) -> dict[int, list[int]]:
    """Copies whose own ids are needed; source row id → ids of its copies."""
    made: dict[int, list[Any]] = {}
    for row in list(_rows(model, column, targets)):
        values = _columns(row)
        for target in targets[values[column.key]]:
            fresh = {**values, column.key: target}
            if "ref" in fresh:
                fresh["ref"] = random_ref()
            copy = model(**fresh)
            db.session.add(copy)
            made.setdefault(row.id, []).append(copy)
    db.session.flush()
    return {source: [copy.id for copy in copies] for source, copies in made.items()}


def _copy_snapshots(targets: dict[int, list[int]]) -> None:
    snapshots = _copy_one_by_one(Snapshot, Snapshot.proposal_id, targets)

    def numbered(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "number": f"R-{random_ref(5)}-{random_ref(5)}"}

    _copy_children(Receipt, Receipt.snapshot_id, snapshots, numbered)


def _copy_screenings(targets: dict[int, list[int]]) -> None:
    screenings = _copy_one_by_one(Screening, Screening.proposal_id, targets)
    _copy_children(Check, Check.screening_id, screenings)


def _copy_reviews(stage: Stage, call: Call, targets: dict[int, list[int]]) -> None:
    """Assignments and reviews, with points of their own so that the ranking has an order."""
    criteria = criteria_of(call)
    assignments = _copy_one_by_one(Assignment, Assignment.proposal_id, targets)
    reviews = _copy_one_by_one(Review, Review.assignment_id, assignments)
    scores: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(Score, Score.review_id, reviews):
        values = _columns(row)
        for target in reviews[values["review_id"]]:
            fresh = {**values, "review_id": target}
            if fresh["points"] is not None:
                fresh["points"] = min(5, max(0, fresh["points"] + stage.dice.choice((-1, 0, 0, 1))))
            scores.setdefault(target, []).append(fresh)
    db.session.execute(sa.insert(Score), [s for rows in scores.values() for s in rows])
    totals = [
        {
            "id": review,
            "points_milli": points_milli(
                {s["criterion_id"]: Points(s["points"], s["abstained"]) for s in rows}, criteria
            ),
            "status": ReviewStatus.SUBMITTED,
        }
        for review, rows in scores.items()
    ]
    for values in totals:
        db.session.execute(
            sa.update(Review)
            .where(Review.id == values.pop("id"))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
