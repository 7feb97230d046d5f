"""Versions of a review, why it was sent back, and what the office thinks of it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import Proposal
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    Review,
    ReviewQuality,
    ReviewRating,
    ReviewReturn,
    ReviewStatus,
    ReviewVersion,
)
from grants.reviews.queries.walls import unbarred


@dataclass(frozen=True)
class Version:
    """A review as it once was; `content` as `service.after.keep_version` writes it."""

    n: int
    at: datetime
    points_milli: int | None
    content: Mapping[str, Any]


@dataclass(frozen=True)
class SentBack:
    """Why a review went back to its author."""

    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Rated:
    """The latest word of the office."""

    quality: ReviewQuality
    words: str
    by: str


@dataclass(frozen=True)
class Submitted:
    """A review of a call for a lead, with what it belongs to."""

    assignment: Assignment
    review: Review
    proposal: Proposal
    evaluator: str


def submitted_in(actor: Actor, call: Call, ref: str, *, lock: bool = False) -> Submitted:
    """A counting, submitted review by its assignment's reference, or NotFound. `lock` takes the
    proposal's row first, as its author's writing does."""
    if lock:
        db.session.execute(
            sa.select(Proposal.id)
            .join(Assignment, Assignment.proposal_id == Proposal.id)
            .where(Assignment.ref == ref)
            .with_for_update(of=Proposal)
        )
    row: Any = db.session.execute(
        sa.select(Assignment, Review, Proposal, Person.name)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Assignment.ref == ref,
            Proposal.call_id == call.id,
            Assignment.status == AssignmentStatus.DECLARED,
            Review.status == ReviewStatus.SUBMITTED,
            unbarred(actor),
        )
        .execution_options(populate_existing=lock)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Submitted(*row)


def versions_of(review_id: int) -> list[Version]:
    """The newest first; one query. The caller has checked access."""
    rows = db.session.scalars(
        sa.select(ReviewVersion)
        .where(ReviewVersion.review_id == review_id)
        .order_by(ReviewVersion.n.desc())
    )
    return [Version(row.n, row.at, row.points_milli, json.loads(row.content)) for row in rows]


def sent_back(review: Review | None) -> SentBack | None:
    """Why this draft came back to its author; None when it never did or is in again. One query."""
    if review is None or review.status is ReviewStatus.SUBMITTED:
        return None
    row = db.session.execute(
        sa.select(ReviewReturn.note, Person.name, ReviewReturn.at)
        .join(Person, Person.id == ReviewReturn.by_id)
        .where(ReviewReturn.review_id == review.id)
        .order_by(ReviewReturn.id.desc())
        .limit(1)
    ).one_or_none()
    return SentBack(*row) if row is not None else None


def ratings_of(refs: Collection[str]) -> dict[str, Rated]:
    """The latest rating by the reference of the assignment; one query."""
    rows = db.session.execute(
        sa.select(Assignment.ref, ReviewRating.quality, ReviewRating.words, Person.name)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(ReviewRating, ReviewRating.review_id == Review.id)
        .join(Person, Person.id == ReviewRating.by_id)
        .where(Assignment.ref.in_(list(refs)))
        .order_by(ReviewRating.id)
    )
    return {row[0]: Rated(row[1], row[2], row[3]) for row in rows}
