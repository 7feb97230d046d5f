"""One assignment, for the evaluator it was given to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.calls.queries import CriterionView, criteria_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission, Relation
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus, Score
from grants.reviews.queries.shown import shown_title
from grants.reviews.queries.walls import in_pool, unbarred
from grants.reviews.rules import work
from grants.reviews.rules.scores import Points


@dataclass(frozen=True)
class Held:
    """An assignment as its evaluator may see it."""

    assignment: Assignment
    proposal: Proposal
    call: Call
    review: Review | None
    others_opened_at: datetime | None

    @property
    def assignment_status(self) -> AssignmentStatus:
        return self.assignment.status

    @property
    def reviews_open(self) -> bool:
        return self.call.reviews_open

    @property
    def title(self) -> str:
        """What the evaluator may know the proposal by."""
        return shown_title(self.call, self.proposal)

    @property
    def city(self) -> str:
        return "" if self.call.applicant_hidden else self.proposal.city

    @property
    def country(self) -> str | None:
        return None if self.call.applicant_hidden else self.proposal.country

    @property
    def proposal_status(self) -> ProposalStatus:
        return self.proposal.status

    @property
    def review_status(self) -> ReviewStatus | None:
        return self.review.status if self.review else None

    @property
    def criteria(self) -> tuple[CriterionView, ...]:
        return criteria_of(self.call)

    @property
    def is_submitted(self) -> bool:
        return self.review_status is ReviewStatus.SUBMITTED

    @property
    def version(self) -> int:
        """What the form carries; 0 before the first save."""
        return self.review.version if self.review else 0


def held(actor: Actor, ref: str, *, lock: bool = False) -> Held:
    """The assignment behind a reference, or NotFound when it is not (or no longer) the actor's.

    `lock` takes the proposal's row for the rest of the transaction, before anything is read: what
    another tab or another evaluator just did is then seen.
    """
    if not actor.is_(Relation.EVALUATOR) or not actor.may(
        Permission.REVIEW_WRITE, Relation.ASSIGNED
    ):
        raise NotFound
    if lock:
        db.session.execute(
            sa.select(Proposal.id)
            .join(Assignment, Assignment.proposal_id == Proposal.id)
            .where(Assignment.ref == ref)
            .with_for_update(of=Proposal)
        )
    query = (
        sa.select(Assignment, Proposal, Call, Review, _others_opened_at())
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Assignment.ref == ref,
            Assignment.person_id == actor.person_id,
            Assignment.status.in_(work.OPEN_TO_EVALUATOR),
            Proposal.status != ProposalStatus.WITHDRAWN,
            in_pool(actor),
            unbarred(actor),
        )
        .execution_options(populate_existing=lock)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Held(row[0], row[1], row[2], row[3], row[4])


def _others_opened_at() -> sa.ScalarSelect[datetime | None]:
    """When the reviews of the same proposal were last opened to each other."""
    other, others_review = aliased(Assignment), aliased(Review)
    return (
        sa.select(sa.func.max(others_review.opened_at))
        .join(other, other.id == others_review.assignment_id)
        .where(
            other.proposal_id == Assignment.proposal_id,
            other.status == AssignmentStatus.DECLARED,
        )
        .correlate(Assignment)
        .scalar_subquery()
    )


def scores_of(review: Review | None) -> dict[int, Points]:
    """Criterion id → what was given."""
    if review is None:
        return {}
    return scores_by_review([review.id]).get(review.id, {})


@dataclass(frozen=True)
class ReviewView:
    """A submitted review as those who may read it see it."""

    ref: str
    evaluator: str
    is_mine: bool
    points_milli: int | None
    strengths: str
    weaknesses: str
    question: str
    for_committee: str
    advice: str | None
    confidence: str | None
    submitted_at: datetime | None
    scores: dict[int, Points] = field(default_factory=dict)


def submitted_reviews(
    proposal_id: int, actor: Actor, names: dict[int, str] | None = None
) -> list[ReviewView]:
    """Every submitted, counting review of a proposal; two queries. The caller has checked access.

    Leads see names. Evaluators (`names` None) see each other by letters that stay, whoever else
    submits or leaves, and in an order that tells neither who was first nor who is who.
    """
    asked = db.session.execute(
        sa.select(
            Review, Assignment.ref, Assignment.person_id, Assignment.status, Assignment.published_at
        )
        .select_from(Assignment)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Assignment.proposal_id == proposal_id, Assignment.status != AssignmentStatus.DRAFT)
        .order_by(Review.submitted_at, Assignment.id)
    ).all()
    letters = work.letters([(row.ref, row.published_at) for row in asked])
    rows = [
        row
        for row in asked
        if row.status is AssignmentStatus.DECLARED
        and row.Review
        and row.Review.status is ReviewStatus.SUBMITTED
    ]
    if names is None:
        rows.sort(key=lambda row: letters[row.ref])
    scores = scores_by_review([row.Review.id for row in rows])
    return [
        ReviewView(
            ref=row.ref,
            evaluator=letters[row.ref] if names is None else names.get(row.person_id, ""),
            is_mine=row.person_id == actor.person_id,
            points_milli=row.Review.points_milli,
            strengths=row.Review.strengths,
            weaknesses=row.Review.weaknesses,
            question=row.Review.question,
            for_committee=row.Review.for_committee,
            advice=row.Review.advice.value if row.Review.advice else None,
            confidence=row.Review.confidence.value if row.Review.confidence else None,
            submitted_at=row.Review.submitted_at,
            scores=scores.get(row.Review.id, {}),
        )
        for row in rows
    ]


def scores_by_review(ids: list[int]) -> dict[int, dict[int, Points]]:
    """Review id → criterion id → what was given; one query. The caller has checked access."""
    found: dict[int, dict[int, Points]] = {}
    if ids:
        for score in db.session.scalars(sa.select(Score).where(Score.review_id.in_(ids))):
            given = Points(
                score.points,
                score.abstained,
                score.comment,
                score.not_applicable,
                score.for_committee,
            )
            found.setdefault(score.review_id, {})[score.criterion_id] = given
    return found


def submitted_points(proposal_id: int) -> list[dict[int, Points]]:
    """What each counting, submitted review of a proposal gives; two queries. The caller has checked
    access."""
    ids = db.session.scalars(
        sa.select(Review.id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Assignment.proposal_id == proposal_id,
            Assignment.status == AssignmentStatus.DECLARED,
            Review.status == ReviewStatus.SUBMITTED,
        )
        .order_by(Review.id)
    ).all()
    found = scores_by_review(list(ids))
    return [found.get(one, {}) for one in ids]


def asked_of(proposal_id: int) -> Sequence[Any]:
    """Everybody who was ever asked to review a proposal: ref, person_id, name, status,
    published_at, and opened_at when their review counts and they opened the others'. One query;
    the caller has checked access."""
    counts = sa.and_(
        Assignment.status == AssignmentStatus.DECLARED, Review.status == ReviewStatus.SUBMITTED
    )
    return db.session.execute(
        sa.select(
            Assignment.ref,
            Assignment.person_id,
            Person.name,
            Assignment.status,
            Assignment.published_at,
            sa.case((counts, Review.opened_at)).label("opened_at"),
        )
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Assignment.proposal_id == proposal_id, Assignment.status != AssignmentStatus.DRAFT)
        .order_by(Assignment.stage, Assignment.id)
    ).all()
