"""The desk: what of a call is late, mine, unscreened, and every proposal in its check.

Lists select columns and leave out whatever the actor is tied to, counts included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus as S
from grants.proposals.queries.conflicts import free_of_conflict
from grants.screening.models import (
    Appeal,
    AppealStatus,
    Checker,
    Clarification,
    ClarificationStatus,
    Finding,
    LookAlike,
    Screening,
)
from grants.screening.queries.look_alikes import both_among, waits
from grants.screening.rules.periods import screening_due

PAGE = 50


class View(StrEnum):
    """What an officer may want to see of a call."""

    LATE = "late"
    MINE = "mine"
    UNSCREENED = "unscreened"
    CONFIRM = "confirm"
    WAITING = "waiting"
    APPEALS = "appeals"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class DeskRow:
    """One proposal on the desk."""

    ref: str
    title: str
    city: str
    country: str | None
    proponent_name: str
    grant_cents: int
    status: S
    submitted_at: datetime
    officer: str | None
    finding: Finding | None
    confirmed_at: datetime | None
    due_at: datetime | None
    asked: ClarificationStatus | None
    appeal: AppealStatus | None
    look_alikes: int


def counts(actor: Actor, call: Call, now: datetime) -> dict[View, int]:
    """How many proposals each view holds; one query."""
    row = db.session.execute(
        _visible(
            sa.select(
                *(sa.func.coalesce(_sum(_condition(view, actor, call, now)), 0) for view in View)
            ),
            free_of_conflict(actor),
        ).where(Proposal.call_id == call.id)
    ).one()
    return {view: int(row[i]) for i, view in enumerate(View)}


def rows(actor: Actor, call: Call, view: View, now: datetime, *, page: int = 1) -> list[DeskRow]:
    """One page of a view, the longest waiting first; one query, which looks up what belongs to a
    proposal only for those it shows."""
    free = free_of_conflict(actor)
    chosen = (
        _visible(sa.select(Proposal.id), free)
        .where(Proposal.call_id == call.id, _condition(view, actor, call, now))
        .order_by(Proposal.submitted_at, Proposal.id)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
        .subquery()
    )
    query = (
        sa.select(*_SHOWN, _look_alikes(free))
        .join_from(Proposal, chosen, chosen.c.id == Proposal.id)
        .outerjoin(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
        .outerjoin(Person, Person.id == Screening.officer_id)
        .outerjoin(_LAST, _LAST.id == _last_id())
        .order_by(Proposal.submitted_at, Proposal.id)
    )
    return [DeskRow(**row._mapping) for row in db.session.execute(query)]


_LAST = aliased(Clarification, name="last_asked")
_SHOWN = (
    Proposal.ref,
    Proposal.title,
    Proposal.city,
    Proposal.country,
    Proposal.proponent_name,
    Proposal.grant_cents,
    Proposal.status,
    Proposal.submitted_at,
    Person.name.label("officer"),
    Screening.finding,
    Screening.confirmed_at,
    _LAST.due_at,
    _LAST.status.label("asked"),
    Appeal.status.label("appeal"),
)


def _look_alikes(free: sa.ColumnElement[bool]) -> sa.Label[int]:
    """How many look-alikes nobody has judged, pairs with a proposal one is tied to left out."""
    seen = sa.select(Proposal.id).where(free).correlate(None)
    return (
        sa.select(sa.func.count())
        .select_from(LookAlike)
        .where(
            waits(),
            sa.or_(LookAlike.proposal_id == Proposal.id, LookAlike.other_id == Proposal.id),
            both_among(seen),
        )
        .correlate(Proposal)
        .scalar_subquery()
        .label("look_alikes")
    )


@dataclass(frozen=True)
class CallRow:
    """One call with what waits in its check."""

    ref: str
    title: Mapping[str, str]
    closes_at: datetime | None
    submitted: int
    unscreened: int
    running: int
    confirm: int
    appeals: int
    done: int


def calls_with_checks(actor: Actor) -> list[CallRow]:
    """Every call that has submitted proposals, the latest deadline first; one query."""
    if not actor.may(Permission.SCREENING_READ):
        raise NotFound
    running = Proposal.status.in_((S.SCREENING, S.CLARIFICATION))
    query = (
        _visible(
            sa.select(
                Call.ref,
                Call.title,
                Call.closes_at,
                sa.func.count().label("submitted"),
                _sum(Proposal.status == S.SUBMITTED).label("unscreened"),
                _sum(running).label("running"),
                _sum(_waits_for_second()).label("confirm"),
                _sum(Appeal.status == AppealStatus.OPEN).label("appeals"),
                _sum(_is_done()).label("done"),
            ),
            free_of_conflict(actor),
        )
        .join(Call, Call.id == Proposal.call_id)
        .group_by(Call.id)
        .order_by(Call.closes_at.desc(), Call.id.desc())
    )
    return [CallRow(**row._mapping) for row in db.session.execute(query)]


def _sum(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _visible(
    query: sa.Select[*tuple[Any, ...]], free: sa.ColumnElement[bool]
) -> sa.Select[*tuple[Any, ...]]:
    """From submitted proposals with their check and appeal, free of ties to the actor."""
    return (
        query.select_from(Proposal)
        .outerjoin(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
        .where(
            Proposal.submitted_at.is_not(None),
            Proposal.is_imported.is_(False),
            free,
        )
    )


def _waits_for_second() -> sa.ColumnElement[bool]:
    return sa.and_(
        Proposal.status == S.SCREENING,
        Screening.finding == Finding.INELIGIBLE,
        Screening.confirmed_at.is_(None),
    )


def _is_done() -> sa.ColumnElement[bool]:
    return Proposal.status.not_in((S.DRAFT, S.SUBMITTED, S.SCREENING, S.CLARIFICATION))


def _condition(view: View, actor: Actor, call: Call, now: datetime) -> sa.ColumnElement[bool]:
    me = actor.person_id or 0
    running = Proposal.status.in_((S.SCREENING, S.CLARIFICATION))
    match view:
        case View.LATE:
            is_over = call.closes_at is not None and now > screening_due(call.closes_at)
            checking = sa.or_(Proposal.status == S.SUBMITTED, running)
            return checking if is_over else sa.and_(running, Proposal.id.in_(_unanswered(now)))
        case View.MINE:
            return sa.and_(running, Screening.officer_id == me)
        case View.UNSCREENED:
            return Proposal.status == S.SUBMITTED
        case View.CONFIRM:
            own = sa.select(Checker.screening_id).where(Checker.person_id == me)
            return sa.and_(_waits_for_second(), Screening.id.not_in(own))
        case View.WAITING:
            return Proposal.status == S.CLARIFICATION
        case View.APPEALS:
            return Appeal.status == AppealStatus.OPEN
        case View.DONE:
            return _is_done()
    return sa.true()


def _unanswered(now: datetime) -> sa.Select[int]:
    """Proposals whose city let a question's due date pass."""
    return sa.select(Clarification.proposal_id).where(
        sa.or_(
            Clarification.status == ClarificationStatus.EXPIRED,
            sa.and_(Clarification.status == ClarificationStatus.OPEN, Clarification.due_at < now),
        )
    )


def _last_id() -> sa.ScalarSelect[Any]:
    return (
        sa.select(sa.func.max(Clarification.id))
        .where(Clarification.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
