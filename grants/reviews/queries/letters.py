"""What evaluators wrote for the applicant, for the letters that tell the result."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from grants.core.db import db
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus, Score


@dataclass(frozen=True)
class ForApplicant:
    """One evaluator's words, without the evaluator; comments by criterion id.

    What was written for the committee is not here, nor why somebody abstained.
    """

    strengths: str
    weaknesses: str
    question: str
    comments: dict[int, str]


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
    comments: dict[int, dict[int, str]] = {}
    for row in db.session.execute(
        sa.select(Score.review_id, Score.criterion_id, Score.comment).where(
            Score.review_id.in_([review.id for review in reviews]),
            Score.abstained.is_(False),
            Score.comment != "",
        )
    ):
        comments.setdefault(row.review_id, {})[row.criterion_id] = row.comment
    found: dict[int, list[ForApplicant]] = {}
    for review in reviews:
        words = (review.strengths, review.weaknesses, review.question)
        found.setdefault(review.proposal_id, []).append(
            ForApplicant(*words, comments.get(review.id, {}))
        )
    return found
