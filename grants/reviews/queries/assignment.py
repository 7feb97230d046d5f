"""Who reads what, for the lead: one page of proposals, one proposal, the whole progress."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.places.models import Country
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus
from grants.reviews.queries.walls import unbarred
from grants.reviews.rules.work import STANDING

PAGE = 50
ASSIGNABLE = (ProposalStatus.ELIGIBLE, ProposalStatus.IN_REVIEW)


@dataclass(frozen=True)
class Given:
    """One assignment as the lead sees it: a score is shown only once it is submitted."""

    id: int
    ref: str
    proposal_id: int
    person_id: int
    person: str
    stage: int
    status: AssignmentStatus
    due_at: datetime
    why: dict[str, Any]
    review_status: ReviewStatus | None
    points_milli: int | None

    @property
    def is_submitted(self) -> bool:
        return self.review_status is ReviewStatus.SUBMITTED


@dataclass(frozen=True)
class Reviewed:
    """A proposal with its assignments."""

    id: int
    ref: str
    title: str
    city: str
    country: str | None
    language: str
    focus_area: str
    region: str | None
    status: ProposalStatus
    given: tuple[Given, ...] = field(default=())

    @property
    def standing(self) -> list[Given]:
        return [g for g in self.given if g.status in STANDING]

    @property
    def submitted(self) -> int:
        return sum(g.is_submitted and g.status is AssignmentStatus.DECLARED for g in self.given)


_COLUMNS = (
    Proposal.id,
    Proposal.ref,
    Proposal.title,
    Proposal.city,
    Proposal.country,
    Proposal.language,
    Proposal.focus_area,
    Country.region,
    Proposal.status,
)


def proposals_page(
    actor: Actor, call: Call, *, page: int = 1, statuses: Iterable[ProposalStatus] = ASSIGNABLE
) -> tuple[list[Reviewed], int]:
    """One page of the call's proposals by title, and how many there are; three queries."""
    shown = [
        Proposal.call_id == call.id,
        Proposal.status.in_(list(statuses)),
        unbarred(actor),
    ]
    total = db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(*shown)) or 0
    rows = db.session.execute(
        sa.select(*_COLUMNS)
        .outerjoin(Country, Country.code == Proposal.country)
        .where(*shown)
        .order_by(Proposal.title, Proposal.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return _with_given(rows), total


def all_proposals(actor: Actor, call: Call) -> list[Reviewed]:
    """Every proposal that can be assigned, for a suggestion."""
    rows = db.session.execute(
        sa.select(*_COLUMNS)
        .outerjoin(Country, Country.code == Proposal.country)
        .where(
            Proposal.call_id == call.id,
            Proposal.status.in_(ASSIGNABLE),
            unbarred(actor),
        )
        .order_by(Proposal.id)
    ).all()
    return _with_given(rows)


def proposals_by_id(actor: Actor, call: Call, ids: Iterable[int]) -> list[Reviewed]:
    """These proposals of the call with their assignments, by title; two queries."""
    rows = db.session.execute(
        sa.select(*_COLUMNS)
        .outerjoin(Country, Country.code == Proposal.country)
        .where(Proposal.call_id == call.id, Proposal.id.in_(list(ids)), unbarred(actor))
        .order_by(Proposal.title, Proposal.id)
    ).all()
    return _with_given(rows)


def proposal_in(actor: Actor, call: Call, ref: str) -> Reviewed:
    """One proposal of the call with its assignments, or NotFound; two queries."""
    rows = db.session.execute(
        sa.select(*_COLUMNS)
        .outerjoin(Country, Country.code == Proposal.country)
        .where(
            Proposal.call_id == call.id,
            Proposal.ref == ref,
            Proposal.submitted_at.is_not(None),
            unbarred(actor),
        )
    ).all()
    if not rows:
        raise NotFound
    return _with_given(rows)[0]


def drafts_of(actor: Actor, call: Call) -> list[Assignment]:
    """Draft assignments of the call, locked, in the order in which they were made."""
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .join(Proposal, Proposal.id == Assignment.proposal_id)
            .where(
                Proposal.call_id == call.id,
                Assignment.status == AssignmentStatus.DRAFT,
                Proposal.status.in_(ASSIGNABLE),
                unbarred(actor),
            )
            .order_by(Assignment.id)
            .with_for_update(of=Assignment)
        )
    )


@dataclass(frozen=True)
class Progress:
    """How far a call's reviewing is."""

    proposals: int
    unassigned: int
    drafts: int
    asked: int
    waiting: int
    submitted: int


def progress(actor: Actor, call: Call) -> Progress:
    """The figures of the progress page; one query."""
    status = Assignment.status
    asked = status.in_((AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED))
    done = sa.and_(status == AssignmentStatus.DECLARED, Review.status == ReviewStatus.SUBMITTED)
    row = db.session.execute(
        sa.select(
            _proposals(Proposal.id).label("proposals"),
            _proposals(sa.case((status.in_(STANDING), Proposal.id))).label("assigned"),
            _count(status == AssignmentStatus.DRAFT).label("drafts"),
            _count(asked).label("asked"),
            _count(status == AssignmentStatus.PUBLISHED).label("waiting"),
            _count(done).label("submitted"),
        )
        .select_from(Proposal)
        .outerjoin(Assignment, Assignment.proposal_id == Proposal.id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Proposal.call_id == call.id,
            Proposal.status.in_(ASSIGNABLE),
            unbarred(actor),
        )
    ).one()
    return Progress(
        row.proposals,
        row.proposals - row.assigned,
        row.drafts,
        row.asked,
        row.waiting,
        row.submitted,
    )


def _proposals(which: sa.SQLColumnExpression[int]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.distinct(which))


def _count(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((which, 1)))


def _with_given(rows: Iterable[Any]) -> list[Reviewed]:
    found = list(rows)
    given: dict[int, list[Given]] = {row.id: [] for row in found}
    if given:
        for row in db.session.execute(_given(list(given))):
            one = Given(
                **{k: v for k, v in row._mapping.items() if k != "points_milli"},
                points_milli=row.points_milli
                if row.review_status is ReviewStatus.SUBMITTED
                else None,
            )
            given[one.proposal_id].append(one)
    return [Reviewed(**row._mapping, given=tuple(given[row.id])) for row in found]


def _given(proposal_ids: list[int]) -> Any:
    return (
        sa.select(
            Assignment.id,
            Assignment.ref,
            Assignment.proposal_id,
            Assignment.person_id,
            Person.name.label("person"),
            Assignment.stage,
            Assignment.status,
            Assignment.due_at,
            Assignment.why,
            Review.status.label("review_status"),
            Review.points_milli,
        )
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Assignment.proposal_id.in_(proposal_ids))
        .order_by(Person.name, Assignment.id)
    )


def drafted_people(actor: Actor, call: Call) -> list[tuple[str, int]]:
    """Who would be told by a publication: name and number of proposals, by name."""
    rows = db.session.execute(
        sa.select(Person.name, sa.func.count(Assignment.id).label("n"))
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(
            Proposal.call_id == call.id,
            Assignment.status == AssignmentStatus.DRAFT,
            Proposal.status.in_(ASSIGNABLE),
            unbarred(actor),
        )
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )
    return [(row.name, row.n) for row in rows]
