"""Reading the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.audit.models import TrailEvent, TrailReason
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission


@dataclass(frozen=True)
class EventRow:
    """One event; who and what are ids, resolved to names where they are shown."""

    seq: int
    at: datetime
    actor_id: int | None
    action: str
    subject_kind: str
    subject_id: int
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    reason: str | None


@dataclass(frozen=True)
class Filter:
    """Which events; what is empty does not matter."""

    action: str = ""
    subject_kind: str = ""
    subject_id: int | None = None
    actor_ids: tuple[int, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        wanted: list[sa.ColumnElement[bool]] = []
        if self.action:
            wanted.append(TrailEvent.action == self.action)
        if self.subject_kind:
            wanted.append(TrailEvent.subject_kind == self.subject_kind)
        if self.subject_id is not None:
            wanted.append(TrailEvent.subject_id == self.subject_id)
        if self.actor_ids is not None:
            wanted.append(TrailEvent.actor_id.in_(self.actor_ids))
        if self.since is not None:
            wanted.append(TrailEvent.at >= self.since)
        if self.until is not None:
            wanted.append(TrailEvent.at < self.until)
        return wanted


def events_page(
    actor: Actor, only: Filter, *, before: int | None = None, most: int = 50
) -> tuple[list[EventRow], int | None]:
    """Events, the newest first, and the key of the next page (None: there is none)."""
    check_may_read(actor)
    wanted = only.conditions()
    if before is not None:
        wanted.append(TrailEvent.seq < before)
    rows = db.session.execute(
        sa.select(
            TrailEvent.seq,
            TrailEvent.at,
            TrailEvent.actor_id,
            TrailEvent.action,
            TrailEvent.subject_kind,
            TrailEvent.subject_id,
            TrailEvent.old,
            TrailEvent.new,
            TrailReason.words.label("reason"),
        )
        .outerjoin(TrailReason, TrailReason.seq == TrailEvent.seq)
        .where(*wanted)
        .order_by(TrailEvent.seq.desc())
        .limit(most + 1)
    ).all()
    further = rows[most - 1].seq if len(rows) > most else None
    return [EventRow(*row) for row in rows[:most]], further


def actions(actor: Actor) -> list[str]:
    """Every action that ever happened, found by jumping along the index."""
    check_may_read(actor)
    return _distinct(TrailEvent.action)


def subject_kinds(actor: Actor) -> list[str]:
    """Every kind of thing something happened to."""
    check_may_read(actor)
    return _distinct(TrailEvent.subject_kind)


def _distinct(column: sa.orm.InstrumentedAttribute[str]) -> list[str]:
    first = sa.select(sa.func.min(column).label("value")).cte("steps", recursive=True)
    following = (
        sa.select(sa.func.min(column))
        .where(column > first.c.value)
        .correlate(first)
        .scalar_subquery()
    )
    steps = first.union_all(sa.select(following).where(first.c.value.is_not(None)))
    rows = db.session.scalars(sa.select(steps.c.value).where(steps.c.value.is_not(None)))
    return list(rows)


def check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.TRAIL_READ):
        raise NotFound
