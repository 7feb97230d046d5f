"""What evaluators wrote for the applicant, for the letters that tell the result."""

from collections.abc import Collection

import sqlalchemy as sa

from grants.core.db import db
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus
from grants.reviews.queries.work import scores_by_review
from grants.reviews.rules.review import Given
from grants.reviews.rules.told import ForApplicant, told


def comments_for(proposal_ids: Collection[int]) -> dict[int, list[ForApplicant]]:
    """Counting reviews of these proposals, in an order that says nothing of who wrote first.

    Two queries. The caller decides who may read them, and when: after the release, or the office.
    """
    reviews = db.session.execute(
        sa.select(
            Review.id,
            Assignment.proposal_id,
            Review.strengths,
            Review.weaknesses,
            Review.question,
        )
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Assignment.proposal_id.in_(list(proposal_ids)),
            Assignment.status == AssignmentStatus.DECLARED,
            Review.status == ReviewStatus.SUBMITTED,
        )
        .order_by(Assignment.ref)
    ).all()
    scores = scores_by_review([row.id for row in reviews])
    found: dict[int, list[ForApplicant]] = {}
    for row in reviews:
        given = Given(scores.get(row.id, {}), row.strengths, row.weaknesses, row.question)
        found.setdefault(row.proposal_id, []).append(told(given))
    return found
