"""The evaluator's desk: what is owed, by when, and the invitations that wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    PoolMember,
    PoolStatus,
    Review,
    ReviewStatus,
)
from grants.reviews.queries.shown import title_column
from grants.reviews.queries.walls import in_pool, unbarred
from grants.reviews.queries.work import scores_by_review
from grants.reviews.rules import work


@dataclass(frozen=True)
class Owed:
    """One assignment on the desk."""

    ref: str
    status: AssignmentStatus
    due_at: datetime
    title: str
    city: str
    country: str | None
    proposal_status: ProposalStatus
    call_title: Mapping[str, str]
    review_status: ReviewStatus | None
    saved_at: datetime | None
    published_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return (
            self.proposal_status is ProposalStatus.IN_REVIEW
            and self.review_status is not ReviewStatus.SUBMITTED
        )


@dataclass(frozen=True)
class Invited:
    """A place in the pool of a call: asked, or taken."""

    ref: str
    status: PoolStatus
    call_title: Mapping[str, str]
    call_ref: str
    most: int


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows; rows by what is due first."""

    rows: tuple[Owed, ...]
    pools: tuple[Invited, ...]

    @property
    def open(self) -> list[Owed]:
        return [row for row in self.rows if row.is_open]

    @property
    def done(self) -> list[Owed]:
        return [row for row in self.rows if not row.is_open]

    @property
    def invitations(self) -> list[Invited]:
        return [pool for pool in self.pools if pool.status is PoolStatus.INVITED]


def desk(actor: Actor) -> Desk:
    """The actor's own assignments and pools. Two queries, and those of the walls."""
    if not actor.may(Permission.REVIEWS_OWN):
        raise NotFound
    title = title_column().label("title")
    open_ = Call.applicant_hidden.is_(False)
    rows = db.session.execute(
        sa.select(
            Assignment.ref,
            Assignment.status,
            Assignment.due_at,
            title,
            sa.case((open_, Proposal.city), else_="").label("city"),
            sa.case((open_, Proposal.country)).label("country"),
            Proposal.status.label("proposal_status"),
            Call.title.label("call_title"),
            Review.status.label("review_status"),
            Review.saved_at,
            Assignment.published_at,
            Assignment.version,
        )
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Assignment.person_id == actor.person_id,
            Assignment.status.in_(work.OPEN_TO_EVALUATOR),
            Proposal.status != ProposalStatus.WITHDRAWN,
            in_pool(actor),
            unbarred(actor),
        )
        .order_by(Assignment.due_at, title, Assignment.id)
        .limit(500)
    )
    owed = tuple(Owed(**row._mapping) for row in rows)
    return Desk(owed, tuple(_pools(actor)))


@dataclass(frozen=True)
class Elsewhere:
    """One of the actor's other reviews in a call, saved or submitted."""

    ref: str
    title: str
    points: Mapping[int, int]  # by criterion id; what was left out is not there
    total_milli: int | None
    is_submitted: bool


def own_elsewhere(actor: Actor, call: Call, but_not: str) -> list[Elsewhere]:
    """The actor's reviews of the call's other proposals, by title; two queries."""
    title = title_column().label("title")
    rows = db.session.execute(
        sa.select(Assignment.ref, title, Review.id, Review.status, Review.points_milli)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .where(
            Call.id == call.id,
            Assignment.person_id == actor.person_id,
            Assignment.status == AssignmentStatus.DECLARED,
            Assignment.ref != but_not,
            Proposal.status != ProposalStatus.WITHDRAWN,
            in_pool(actor),
            unbarred(actor),
        )
        .order_by(title, Assignment.id)
        .limit(500)
    ).all()
    scores = scores_by_review([row.id for row in rows])
    return [
        Elsewhere(
            row.ref,
            row.title,
            {k: s.points for k, s in scores.get(row.id, {}).items() if s.points is not None},
            row.points_milli,
            row.status is ReviewStatus.SUBMITTED,
        )
        for row in rows
    ]


def invitation(actor: Actor, ref: str, *, lock: bool = False) -> tuple[PoolMember, Call]:
    """The actor's own place in a pool, or NotFound."""
    query = (
        sa.select(PoolMember, Call)
        .join(Call, Call.id == PoolMember.call_id)
        .where(PoolMember.ref == ref, PoolMember.person_id == (actor.person_id or 0))
    )
    if lock:
        query = query.with_for_update(of=PoolMember)
    row = db.session.execute(query).one_or_none()
    if row is None or not actor.may(Permission.REVIEWS_OWN):
        raise NotFound
    return row[0], row[1]


def _pools(actor: Actor) -> list[Invited]:
    rows = db.session.execute(
        sa.select(
            PoolMember.ref,
            PoolMember.status,
            Call.title.label("call_title"),
            Call.ref.label("call_ref"),
            PoolMember.most,
        )
        .join(Call, Call.id == PoolMember.call_id)
        .where(
            PoolMember.person_id == actor.person_id,
            PoolMember.status.in_((PoolStatus.INVITED, PoolStatus.ACCEPTED)),
        )
        .order_by(PoolMember.invited_at.desc(), PoolMember.id)
    )
    return [Invited(**row._mapping) for row in rows]
