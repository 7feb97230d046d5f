"""Flags: one with its history, those of a person, and a condition for lists of proposals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Person
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.notes.models import Flag, FlagAct, FlagStatus, FlagStep
from grants.notes.queries.place import open_to
from grants.permissions import Permission
from grants.proposals.models import Proposal

MOST = 50


@dataclass(frozen=True)
class Step:
    """One step in the history of a flag."""

    n: int
    act: FlagAct
    by: str
    to: str
    words: str
    at: datetime


@dataclass(frozen=True)
class FlagRow:
    """A flag in a list, with what it asks and what was said last."""

    ref: str
    proposal_ref: str
    title: str
    status: FlagStatus
    to: str
    raised_by: str
    raised_at: datetime
    due_on: date | None
    words: str
    last_words: str
    last_at: datetime


def has_open_flag(person_id: int | None = None) -> sa.ColumnElement[bool]:
    """A condition on Proposal: a flag on it is open, for this person where one is given. For lists
    that are free of ties already."""
    query = sa.select(Flag.proposal_id).where(Flag.status == FlagStatus.OPEN)
    return Proposal.id.in_(query if person_id is None else query.where(Flag.to_id == person_id))


def open_flags(actor: Actor) -> int:
    """How many open flags are for the actor. One query, and those of `open_to`."""
    if not actor.may(Permission.NOTES_READ):
        return 0
    query = (
        sa.select(sa.func.count(Flag.id))
        .join(Proposal, Proposal.id == Flag.proposal_id)
        .where(Flag.to_id == actor.person_id, Flag.status == FlagStatus.OPEN, open_to(actor))
    )
    return db.session.scalar(query) or 0


def flag_of(proposal_id: int, ref: str) -> Flag:
    """The flag behind a reference, if it is on this proposal (found for its reader before)."""
    found = db.session.scalars(
        sa.select(Flag)
        .where(Flag.ref == ref, Flag.proposal_id == proposal_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def steps_of(flag_id: int) -> list[Step]:
    """The history of a flag, the first step first. One query."""
    to = aliased(Person)
    rows = db.session.execute(
        sa.select(
            FlagStep.n,
            FlagStep.act,
            Person.name,
            sa.func.coalesce(to.name, ""),
            FlagStep.words,
            FlagStep.at,
        )
        .join(Person, Person.id == FlagStep.by_id)
        .outerjoin(to, to.id == FlagStep.to_id)
        .where(FlagStep.flag_id == flag_id)
        .order_by(FlagStep.n)
    )
    return [Step(*row) for row in rows]


def flags_for(
    actor: Actor, status: FlagStatus, free: sa.ColumnElement[bool], *, start: int = 0
) -> list[FlagRow]:
    """A page of the flags for the actor: open ones by their day, then the oldest first; resolved
    ones the latest first. One query; `free` is `open_to(actor)`."""
    query = _rows().where(Flag.to_id == actor.person_id, Flag.status == status, free)
    order = (
        (Flag.due_on.is_(None), Flag.due_on, Flag.raised_at, Flag.id)
        if status is FlagStatus.OPEN
        else (_LAST.at.desc(), Flag.id.desc())
    )
    return [FlagRow(*row) for row in db.session.execute(_page(query.order_by(*order), start))]


def flags_raised(actor: Actor, free: sa.ColumnElement[bool]) -> list[FlagRow]:
    """Open flags the actor raised for others, the oldest first. One query."""
    query = _rows().where(
        Flag.raised_by_id == actor.person_id,
        Flag.to_id != actor.person_id,
        Flag.status == FlagStatus.OPEN,
        free,
    )
    ordered = query.order_by(Flag.raised_at, Flag.id)
    return [FlagRow(*row) for row in db.session.execute(_page(ordered, 0))]


def _page(query: sa.Select[*tuple[Any, ...]], start: int) -> sa.Select[*tuple[Any, ...]]:
    return query.offset(start).limit(MOST)


_FIRST, _LAST = aliased(FlagStep), aliased(FlagStep)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    raiser, to = aliased(Person), aliased(Person)
    return (
        sa.select(
            Flag.ref,
            Proposal.ref,
            Proposal.title,
            Flag.status,
            to.name,
            raiser.name,
            Flag.raised_at,
            Flag.due_on,
            _FIRST.words,
            _LAST.words,
            _LAST.at,
        )
        .join(Proposal, Proposal.id == Flag.proposal_id)
        .join(_FIRST, sa.and_(_FIRST.flag_id == Flag.id, _FIRST.n == 1))
        .join(_LAST, sa.and_(_LAST.flag_id == Flag.id, _LAST.n == Flag.last_n))
        .join(raiser, raiser.id == Flag.raised_by_id)
        .join(to, to.id == Flag.to_id)
    )
