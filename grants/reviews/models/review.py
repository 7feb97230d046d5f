"""Who reviews what, and what they said."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, Base, Json, Key, Ref, enum_type, fk


class AssignmentStatus(enum.StrEnum):
    """A draft is seen by the lead alone; voided keeps the record and leaves the result."""

    DRAFT = "draft"
    PUBLISHED = "published"  # waits for the evaluator's declaration
    DECLARED = "declared"  # no conflict: the content is open
    CONFLICTED = "conflicted"
    VOIDED = "voided"


class Assignment(Base):
    """One evaluator asked to review one proposal in one stage."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id", "stage", name="uq_assignment_once"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    person_id: Mapped[int] = fk("person.id")
    stage: Mapped[int] = mapped_column(default=1)
    status: Mapped[AssignmentStatus] = mapped_column(enum_type(AssignmentStatus))
    why: Mapped[Json]  # language, region, theme, load: the reasons shown to the lead
    due_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(BIG)
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ReviewStatus(enum.StrEnum):
    """No score counts before it is submitted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Advice(enum.StrEnum):
    """An evaluator's recommendation as a whole."""

    FUND = "fund"
    FUND_WITH_CHANGES = "fund_with_changes"
    RESERVE = "reserve"
    DO_NOT_FUND = "do_not_fund"


class Confidence(enum.StrEnum):
    """How well an evaluator knows the field; it changes no points."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Review(Base):
    """One evaluator's review; `points_milli` is set at submission from the scores.

    points_milli: thousandths of points out of 100, over the criteria scored (abstentions are left
    out and the rest scaled up), None until submitted or when everything is abstained from.
    """

    __tablename__ = "review"

    id: Mapped[Key]
    assignment_id: Mapped[int] = fk("assignment.id", unique=True)
    status: Mapped[ReviewStatus] = mapped_column(enum_type(ReviewStatus))
    strengths: Mapped[str] = mapped_column(default="")
    weaknesses: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")  # for the full proposal
    for_committee: Mapped[str] = mapped_column(default="")
    advice: Mapped[Advice | None] = mapped_column(enum_type(Advice))
    confidence: Mapped[Confidence | None] = mapped_column(enum_type(Confidence))
    points_milli: Mapped[int | None]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]  # its author opened the others' reviews: all are final
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Score(Base):
    """Points 0 to 5 for one criterion; None with `abstained` or `not_applicable` is not a zero."""

    __tablename__ = "score"
    __table_args__ = (
        sa.UniqueConstraint("review_id", "criterion_id", name="uq_score_once"),
        sa.CheckConstraint("points IS NULL OR points BETWEEN 0 AND 5", name="points_in_range"),
        sa.CheckConstraint("NOT abstained OR points IS NULL", name="abstained_has_no_points"),
        sa.CheckConstraint(
            "NOT not_applicable OR points IS NULL", name="not_applicable_has_no_points"
        ),
        sa.CheckConstraint("NOT (not_applicable AND abstained)", name="one_reason_for_no_points"),
    )

    id: Mapped[Key]
    review_id: Mapped[int] = fk("review.id")
    criterion_id: Mapped[int] = fk("criterion.id")
    points: Mapped[int | None]
    abstained: Mapped[bool] = mapped_column(default=False)
    not_applicable: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="")  # for the applicant
    for_committee: Mapped[str] = mapped_column(default="")
