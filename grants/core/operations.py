"""Operation keys: a state-changing form is carried out once, however often it is sent.

The service claims the key first, in its own transaction, and keeps what it gave; a retry gets the
same answer. `INSERT … ON CONFLICT DO NOTHING` waits for a rival on PostgreSQL, and SQLite has one
writer at a time, so of parallel copies exactly one goes on.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import BIG, Base, Key, db, unless_there
from grants.core.errors import Repeated

KEPT = timedelta(days=30)


class Operation(Base):
    """One use of one form."""

    __tablename__ = "operation"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    person_id: Mapped[int | None] = mapped_column(BIG)
    purpose: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]
    result: Mapped[str | None]


def new_key() -> str:
    return secrets.token_urlsafe(18)


def claim(key: str | None, actor: Actor, purpose: str) -> None:
    """Take the key, or raise Repeated with what the first use gave. No key, no protection."""
    if not key:
        return
    scoped = f"{actor.person_id or 0}:{key}"[:80]
    row = {"key": scoped, "person_id": actor.person_id, "purpose": purpose, "at": clock.now()}
    if db.session.scalar(_take(db.engine.dialect.name), row) is None:
        result = db.session.scalar(sa.select(Operation.result).where(Operation.key == scoped))
        db.session.rollback()
        raise Repeated(result)


def keep(key: str | None, actor: Actor, result: str) -> None:
    """Remember what the operation gave (a reference), for its retries."""
    if key:
        scoped = f"{actor.person_id or 0}:{key}"[:80]
        db.session.execute(_remember(), {"scoped": scoped, "given": result})


@cache
def _take(dialect: str) -> Any:
    """Every form that changes something asks this; built once, as its answer below."""
    return unless_there(Operation.__table__, dialect).returning(Operation.id)


@cache
def _remember() -> sa.Update:
    return (
        sa.update(Operation)
        .where(Operation.key == sa.bindparam("scoped"))
        .values(result=sa.bindparam("given"))
        .execution_options(synchronize_session=False)
    )


def drop_old() -> None:
    """Keys of forms opened so long ago that nobody sends them again; the caller commits."""
    db.session.execute(sa.delete(Operation).where(Operation.at < clock.now() - KEPT))


def outcome(act: Callable[[], str]) -> str:
    """The result of `act`, or of its first use when this is a retry."""
    try:
        return act()
    except Repeated as again:
        return again.result or ""
