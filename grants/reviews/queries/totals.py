"""Single reviews of a call: their totals for the calibration, their scores for the agreement."""

from collections.abc import Collection

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.db import db, read
from grants.proposals.models import Proposal
from grants.reviews.models import Assignment, Review, Score
from grants.reviews.queries.tallies import COUNTS
from grants.reviews.rules.calibrated import Given


def totals_of(call: Call, refs: Collection[str]) -> tuple[Given, ...]:
    """Every counting review with a total, of these proposals alone: what the actor may not see has
    no part in anybody's strictness. One query."""
    rows = read(
        sa.select(Assignment.ref, Proposal.ref, Assignment.person_id, Review.points_milli)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(Proposal.call_id == sa.bindparam("call"), COUNTS, Review.points_milli.is_not(None))
        .order_by(Assignment.ref),
        {"call": call.id},
    )
    known = set(refs)
    return tuple(
        Given(ref, proposal, person, milli)
        for ref, proposal, person, milli in rows
        if proposal in known
    )


def points_of(call: Call, refs: Collection[str]) -> dict[int, list[tuple[str, int]]]:
    """Criterion id → (proposal, points) of every counting score of these proposals; one query."""
    rows = read(
        sa.select(Score.criterion_id, Proposal.ref, Score.points)
        .join(Review, Review.id == Score.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(Proposal.call_id == sa.bindparam("call"), COUNTS, Score.points.is_not(None))
        .order_by(Score.id),
        {"call": call.id},
    )
    known = set(refs)
    found: dict[int, list[tuple[str, int]]] = {}
    for criterion, proposal, points in rows:
        if proposal in known:
            found.setdefault(criterion, []).append((proposal, points))
    return found


def names_of(person_ids: Collection[str | int]) -> dict[str | int, str]:
    """Person id → name; one query."""
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}
