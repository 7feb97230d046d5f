"""Loading questions about a call: what everybody reads, what one asked, what the office sees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call, Inquiry, InquiryAnswer, InquiryStatus
from grants.calls.rules.inquiries import may_take_in
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """One answer as it was published; `note` says what it corrected."""

    question: Texts
    answer: Texts
    note: str
    at: datetime


@dataclass(frozen=True)
class Answered:
    """A question with its answers, the present one first."""

    ref: str
    said: tuple[Said, ...]

    @property
    def now(self) -> Said:
        return self.said[0]

    @property
    def earlier(self) -> tuple[Said, ...]:
        return self.said[1:]

    @property
    def published_at(self) -> datetime:
        return self.said[-1].at


def count_answered(call: Call) -> int:
    """How many questions stand on the call's list."""
    return db.session.scalar(sa.select(sa.func.count()).where(*_answered(call))) or 0


def answered(call: Call, *, start: int, most: int) -> list[Answered]:
    """The list everybody reads, the latest answer first; who asked is not even loaded."""
    first = (
        sa.select(Inquiry.id, InquiryAnswer.published_at)
        .join(InquiryAnswer, sa.and_(InquiryAnswer.inquiry_id == Inquiry.id, InquiryAnswer.n == 1))
        .where(*_answered(call))
        .order_by(InquiryAnswer.published_at.desc(), Inquiry.id.desc())
        .offset(start)
        .limit(most)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            Inquiry.ref,
            InquiryAnswer.question,
            InquiryAnswer.answer,
            InquiryAnswer.note,
            InquiryAnswer.published_at,
        )
        .join(first, first.c.id == Inquiry.id)
        .join(InquiryAnswer, InquiryAnswer.inquiry_id == Inquiry.id)
        .order_by(first.c.published_at.desc(), Inquiry.id.desc(), InquiryAnswer.n.desc())
    )
    found: dict[str, list[Said]] = {}
    for ref, question, answer, note, at in rows:
        found.setdefault(ref, []).append(Said(question, answer, note, at))
    return [Answered(ref, tuple(said)) for ref, said in found.items()]


def said_to(inquiry: Inquiry) -> tuple[Said, ...]:
    """The answers to one question, the present one first."""
    rows = db.session.execute(
        sa.select(
            InquiryAnswer.question,
            InquiryAnswer.answer,
            InquiryAnswer.note,
            InquiryAnswer.published_at,
        )
        .where(InquiryAnswer.inquiry_id == inquiry.id)
        .order_by(InquiryAnswer.n.desc())
    )
    return tuple(Said(*row) for row in rows)


def _answered(call: Call) -> tuple[sa.ColumnElement[bool], ...]:
    return (Inquiry.call_id == call.id, Inquiry.status == InquiryStatus.ANSWERED)


@dataclass(frozen=True)
class Own:
    """What I asked, and where it stands; for one put together with another, where that stands."""

    words: str
    asked_at: datetime
    due_at: datetime
    status: InquiryStatus
    reason: str


def own_inquiries(actor: Actor, call: Call) -> list[Own]:
    """The actor's own questions about a call, the latest first."""
    if not actor.is_signed_in:
        return []
    other = sa.orm.aliased(Inquiry)
    rows = db.session.execute(
        sa.select(
            Inquiry.words,
            Inquiry.asked_at,
            Inquiry.due_at,
            sa.func.coalesce(other.status, Inquiry.status).label("stands"),
            sa.func.coalesce(other.reason, Inquiry.reason),
        )
        .outerjoin(other, other.id == Inquiry.merged_into_id)
        .where(Inquiry.call_id == call.id, Inquiry.asked_by_id == actor.person_id)
        .order_by(Inquiry.asked_at.desc(), Inquiry.id.desc())
    )
    return [Own(row[0], row[1], row[2], InquiryStatus(row[3]), row[4]) for row in rows]


# -- the office ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Received:
    """A question as the office sees it, with who asked."""

    id: int
    ref: str
    call_id: int
    words: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    status: InquiryStatus
    settled_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.status is InquiryStatus.OPEN and now > self.due_at


_RECEIVED = (
    Inquiry.id,
    Inquiry.ref,
    Inquiry.call_id,
    Inquiry.words,
    Person.name,
    Inquiry.asked_at,
    Inquiry.due_at,
    Inquiry.status,
    Inquiry.settled_at,
)


def waiting(actor: Actor, call: Call) -> list[Received]:
    """Questions of a call that wait for an answer, the one due first first."""
    return _received(
        actor, call, Inquiry.status == InquiryStatus.OPEN, order=(Inquiry.due_at, Inquiry.id)
    )


def settled(actor: Actor, call: Call, *, start: int, most: int) -> list[Received]:
    """Questions of a call that were answered, put together or declined, the latest first."""
    return _received(
        actor,
        call,
        Inquiry.status != InquiryStatus.OPEN,
        order=(Inquiry.settled_at.desc(), Inquiry.id.desc()),
        start=start,
        most=most,
    )


def count_settled(actor: Actor, call: Call) -> int:
    _check_may_answer(actor)
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                Inquiry.call_id == call.id, Inquiry.status != InquiryStatus.OPEN
            )
        )
        or 0
    )


def could_take_in(actor: Actor, call: Call, inquiry: Inquiry) -> list[Received]:
    """The questions this one may be put together with, answered ones first."""
    rows = _received(
        actor,
        call,
        Inquiry.status.in_((InquiryStatus.OPEN, InquiryStatus.ANSWERED)),
        order=(Inquiry.status, Inquiry.asked_at.desc(), Inquiry.id.desc()),
    )
    return [row for row in rows if may_take_in(row, inquiry)]


def _received(
    actor: Actor,
    call: Call,
    *conditions: sa.ColumnElement[bool],
    order: Sequence[Any],
    start: int = 0,
    most: int | None = None,
) -> list[Received]:
    _check_may_answer(actor)
    rows = db.session.execute(
        sa.select(*_RECEIVED)
        .join(Person, Person.id == Inquiry.asked_by_id)
        .where(Inquiry.call_id == call.id, *conditions)
        .order_by(*order)
        .offset(start)
        .limit(most)
    )
    return [Received(*row) for row in rows]


def inquiry_by_ref(actor: Actor, call: Call, ref: str) -> Inquiry:
    """One question of a call, for who may answer it."""
    _check_may_answer(actor)
    row = db.session.scalars(
        sa.select(Inquiry).where(Inquiry.ref == ref, Inquiry.call_id == call.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def askers_of(inquiry: Inquiry) -> set[int]:
    """Who asked this, and who asked what was put together with it."""
    return set(
        db.session.scalars(
            sa.select(Inquiry.asked_by_id).where(
                sa.or_(Inquiry.id == inquiry.id, Inquiry.merged_into_id == inquiry.id)
            )
        )
    )


def taken_in(inquiry: Inquiry) -> Sequence[Inquiry]:
    """What was put together with this question."""
    return db.session.scalars(
        sa.select(Inquiry).where(Inquiry.merged_into_id == inquiry.id).order_by(Inquiry.id)
    ).all()


def taken_into(inquiry: Inquiry) -> Inquiry | None:
    """The question this one was put together with."""
    if inquiry.merged_into_id is None:
        return None
    return db.session.get_one(Inquiry, inquiry.merged_into_id)


@dataclass(frozen=True)
class Waiting:
    """How many questions of a call wait, and how many of them for too long."""

    open: int
    late: int


def waiting_by_call(actor: Actor, call_ids: Iterable[int], now: datetime) -> dict[int, Waiting]:
    """For the first page of the office: one query over all its calls."""
    _check_may_answer(actor)
    rows = db.session.execute(
        sa.select(
            Inquiry.call_id,
            sa.func.count(),
            sa.func.sum(sa.case((Inquiry.due_at < now, 1), else_=0)),
        )
        .where(Inquiry.call_id.in_(list(call_ids)), Inquiry.status == InquiryStatus.OPEN)
        .group_by(Inquiry.call_id)
    )
    return {call_id: Waiting(n, int(late or 0)) for call_id, n, late in rows}


def _check_may_answer(actor: Actor) -> None:
    if not actor.may(Permission.CALL_ANSWER):
        raise NotFound
