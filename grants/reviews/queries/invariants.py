"""What must always be true of reviews."""

from collections.abc import Iterator

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import criteria_of
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.invariants import Breach, invariant
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import counted
from grants.reviews.models import Assignment, Ranking, Review, ReviewStatus, Score
from grants.reviews.rules.scores import Points, points_milli

TOTALS = "totals = scores"
FROZEN = "rankings are as frozen"


@invariant(TOTALS)
def totals_follow_scores() -> Iterator[Breach]:
    """The stored total of every submitted review is what its scores come to."""
    scores: dict[int, dict[int, Points]] = {}
    for review_id, criterion_id, points, abstained in db.session.execute(
        sa.select(Score.review_id, Score.criterion_id, Score.points, Score.abstained)
        .join(Review, Review.id == Score.review_id)
        .where(Review.status == ReviewStatus.SUBMITTED)
    ):
        scores.setdefault(review_id, {})[criterion_id] = Points(points, abstained)
    calls = {call.id: criteria_of(call) for call in db.session.scalars(sa.select(Call))}
    for review_id, stored, ref, call_id in db.session.execute(
        sa.select(Review.id, Review.points_milli, Assignment.ref, Proposal.call_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(counted(), Review.status == ReviewStatus.SUBMITTED)
    ):
        found = points_milli(scores.get(review_id, {}), calls[call_id])
        if found != stored:
            yield Breach(TOTALS, f"review {ref}", f"stored {stored}, its scores give {found}")


@invariant(FROZEN)
def rankings_are_as_frozen() -> Iterator[Breach]:
    """Every frozen ranking still has the hash of its content."""
    for ranking in db.session.scalars(sa.select(Ranking)):
        if sha256(ranking.content) != ranking.sha256:
            yield Breach(FROZEN, ranking.ref, "the content is not what was frozen")
