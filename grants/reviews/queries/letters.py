"""What evaluators wrote for the applicant, for the letters that tell the result."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from grants.core.db import db
from grants.core.digest import sha256
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus
from grants.reviews.queries.moderation import standing_views
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


@dataclass(frozen=True)
class Seen:
    """What the evaluators of a proposal see in it, without names and in an order that tells none;
    `apart` are the words of those who do not share what the panel agreed on."""

    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def seen_in(proposal_id: int) -> Seen:
    """For the papers of the board; one query. The caller has checked access."""
    reviews = (
        sa.select(Review.strengths, Review.weaknesses, sa.literal("").label("apart"))
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Assignment.proposal_id == proposal_id,
            Assignment.status == AssignmentStatus.DECLARED,
            Review.status == ReviewStatus.SUBMITTED,
        )
    )
    rows = db.session.execute(sa.union_all(reviews, standing_views(proposal_id))).all()
    return Seen(
        _shuffled(row.strengths for row in rows),
        _shuffled(row.weaknesses for row in rows),
        _shuffled(row.apart for row in rows),
    )


def _shuffled(texts: Iterable[str]) -> tuple[str, ...]:
    """By their digests; what several wrote alike stands once."""
    return tuple(sorted({text.strip() for text in texts} - {""}, key=sha256))
