"""The pool of a call: who may review, how loaded they are, how they score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Affiliation, Person, Role, RoleGrant
from grants.accounts.queries import same_organisations
from grants.accounts.queries.standing import stands
from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    PoolMember,
    PoolStatus,
    Review,
    ReviewStatus,
    Seniority,
    SuggestedPerson,
)
from grants.reviews.queries.walls import unbarred
from grants.reviews.rules.work import STANDING


@dataclass(frozen=True)
class Member:
    """Somebody in the pool, with what they were given and did."""

    id: int
    ref: str
    person_id: int
    name: str
    email: str
    status: PoolStatus
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    themes: tuple[str, ...]
    most: int
    seniority: Seniority
    declined_reason: str
    invited_at: datetime
    assigned: int
    waiting: int  # published, not declared
    submitted: int
    late: int
    mean_milli: int | None
    is_evaluator: bool  # holds the role today

    @property
    def is_free(self) -> bool:
        """May be given proposals: accepted, and still an evaluator."""
        return self.status is PoolStatus.ACCEPTED and self.is_evaluator


def call_for(actor: Actor, ref: str, permission: Permission = Permission.REVIEWS_MANAGE) -> Call:
    """A call whose reviewing the actor manages (or reads), or NotFound."""
    if not actor.may(permission):
        raise NotFound
    return for_office(actor, ref)


def members(call: Call, *, seen_by: Actor | None = None) -> list[Member]:
    """The pool by name, with each one's load; one query. The caller has loaded the call.

    On a page (`seen_by`) nothing counts that its reader must not see; the solver counts all.
    """
    in_call = _loads(call, sa.true() if seen_by is None else unbarred(seen_by))
    rows = db.session.execute(
        sa.select(PoolMember, Person.name, Person.email, _holds_role().label("holds"), in_call)
        .join(Person, Person.id == PoolMember.person_id)
        .outerjoin(in_call, in_call.c.person_id == PoolMember.person_id)
        .where(PoolMember.call_id == call.id)
        .order_by(Person.name, PoolMember.id)
    )
    return [
        Member(
            id=row.PoolMember.id,
            ref=row.PoolMember.ref,
            person_id=row.PoolMember.person_id,
            name=row.name,
            email=row.email,
            status=row.PoolMember.status,
            languages=tuple(row.PoolMember.languages),
            regions=tuple(row.PoolMember.regions),
            themes=tuple(row.PoolMember.themes),
            most=row.PoolMember.most,
            seniority=row.PoolMember.seniority,
            declined_reason=row.PoolMember.declined_reason,
            invited_at=row.PoolMember.invited_at,
            assigned=row.assigned or 0,
            waiting=row.waiting or 0,
            submitted=row.submitted or 0,
            late=row.late or 0,
            mean_milli=None if row.mean is None else round(row.mean),
            is_evaluator=bool(row.holds),
        )
        for row in rows
    ]


def _holds_role() -> sa.ColumnElement[bool]:
    return sa.and_(
        Person.disabled_at.is_(None),
        sa.select(RoleGrant.id)
        .where(
            RoleGrant.person_id == Person.id,
            RoleGrant.role == Role.EVALUATOR,
            stands(RoleGrant, clock.now()),
        )
        .correlate(Person)
        .exists(),
    )


def _loads(call: Call, seen: sa.ColumnElement[bool]) -> sa.Subquery:
    """One row a person: what they were given in the call and did."""
    submitted = Review.status == ReviewStatus.SUBMITTED
    declared = Assignment.status == AssignmentStatus.DECLARED
    standing = Assignment.status.in_(STANDING)
    late = sa.and_(
        Assignment.status.in_((AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED)),
        Assignment.due_at < clock.now(),
        sa.or_(Review.id.is_(None), Review.status == ReviewStatus.DRAFT),
    )
    return (
        sa.select(
            Assignment.person_id,
            sa.func.count(sa.case((standing, 1))).label("assigned"),
            sa.func.count(sa.case((Assignment.status == AssignmentStatus.PUBLISHED, 1))).label(
                "waiting"
            ),
            sa.func.count(sa.case((sa.and_(declared, submitted), 1))).label("submitted"),
            sa.func.count(sa.case((late, 1))).label("late"),
            sa.func.avg(sa.case((sa.and_(declared, submitted), Review.points_milli))).label("mean"),
        )
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Proposal.call_id == call.id,
            Proposal.status != ProposalStatus.WITHDRAWN,
            counted(),
            seen,
        )
        .group_by(Assignment.person_id)
        .subquery()
    )


def invitable(call: Call) -> list[tuple[str, str]]:
    """Evaluators not yet in the pool, or who left it: (reference, name and address)."""
    inside = sa.select(PoolMember.person_id).where(
        PoolMember.call_id == call.id,
        PoolMember.status.in_((PoolStatus.INVITED, PoolStatus.ACCEPTED)),
    )
    rows = db.session.execute(
        sa.select(Person.ref, Person.name, Person.email)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.EVALUATOR,
            stands(RoleGrant, clock.now()),
            Person.disabled_at.is_(None),
            Person.id.not_in(inside),
        )
        .order_by(Person.name, Person.id)
        .limit(500)
    )
    return [(row.ref, f"{row.name} ({row.email})") for row in rows]


def is_evaluator(person_id: int) -> bool:
    """Does the person hold the role now?"""
    return (
        db.session.scalar(
            sa.select(RoleGrant.id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(
                RoleGrant.person_id == person_id,
                RoleGrant.role == Role.EVALUATOR,
                stands(RoleGrant, clock.now()),
                Person.disabled_at.is_(None),
            )
            .limit(1)
        )
        is not None
    )


def organisations_by_person(person_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Standing affiliations with mergers followed: one query, one more for each person that has
    any."""
    rows = db.session.execute(
        sa.select(Affiliation.person_id, Affiliation.organisation_id).where(
            Affiliation.person_id.in_(list(person_ids)), stands(Affiliation, clock.now())
        )
    )
    own: dict[int, set[int]] = {}
    for row in rows:
        own.setdefault(row.person_id, set()).add(row.organisation_id)
    return {who: frozenset(same_organisations(bodies)) for who, bodies in own.items()}


def people_of(call: Call) -> list[tuple[str, str]]:
    """People of the pool by name: (reference, name and address)."""
    rows = db.session.execute(
        sa.select(Person.ref, Person.name, Person.email)
        .join(PoolMember, PoolMember.person_id == Person.id)
        .where(PoolMember.call_id == call.id)
        .order_by(Person.name, Person.id)
    )
    return [(row.ref, f"{row.name} ({row.email})") for row in rows]


@dataclass(frozen=True)
class Suggested:
    """Somebody an invited evaluator would ask, and whether the lead can invite them now."""

    name: str
    email: str
    reason: str
    by: str
    is_in_pool: bool
    is_known: bool  # holds the role of evaluator today


def suggested(call: Call) -> list[Suggested]:
    """The newest first; one query. The caller has loaded the call."""
    by, known, mate = aliased(Person), aliased(Person), aliased(PoolMember)
    in_pool = sa.exists().where(mate.call_id == call.id, mate.person_id == known.id)
    holds = sa.exists().where(
        RoleGrant.person_id == known.id,
        RoleGrant.role == Role.EVALUATOR,
        stands(RoleGrant, clock.now()),
    )
    rows = db.session.execute(
        sa.select(
            SuggestedPerson.name,
            SuggestedPerson.email,
            SuggestedPerson.reason,
            by.name.label("by"),
            in_pool.correlate(known).label("is_in_pool"),
            holds.correlate(known).label("is_known"),
        )
        .join(PoolMember, PoolMember.id == SuggestedPerson.member_id)
        .join(by, by.id == PoolMember.person_id)
        .outerjoin(known, known.email == SuggestedPerson.email)
        .where(PoolMember.call_id == call.id)
        .order_by(SuggestedPerson.id.desc())
    )
    return [Suggested(**row._mapping) for row in rows]
