"""Throttles kept in the database: process memory forgets, and every worker has its own.

A throttle slows down, it never locks: after `free` tries within the window each further one must
wait twice as long as the one before, up to `longest`.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from grants.core import clock
from grants.core.db import Base, db, insert_unless_there, own_transaction
from grants.core.digest import sha256
from grants.core.errors import TooMany
from grants.core.messages import nmsg

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=30)
LONGEST_KEY = 160


class Throttle(Base):
    """Failed or costly tries under one key (an account, a source)."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]


def wait_seconds(*, tries: int, since_last: timedelta, free: int, longest: int = 300) -> int:
    """How long the next try must still wait, in seconds; 0 when it may go on."""
    if since_last > WINDOW or tries < free:
        return 0
    pause = min(longest, 2 ** (tries - free + 1))
    return max(0, int(pause) - int(since_last.total_seconds()))


def check(*keys: tuple[str, int]) -> None:
    """Raise TooMany when any (key, free tries) has to wait; otherwise count this try under each.

    Counted before the outcome is known and in its own transaction, so that parallel guesses
    cannot slip through together; `forget` takes the count back after a success. A refused try
    counts nowhere: whoever is slowed down cannot slow down others.
    """
    now = clock.now()
    with own_transaction() as session:
        rows = [(_locked(session, _stored(key), now), free) for key, free in sorted(keys)]
        longest = max(
            wait_seconds(tries=row.tries, since_last=now - row.last_at, free=free)
            for row, free in rows
        )
        for row, _free in rows if not longest else []:
            row.tries = 1 if now - row.last_at > WINDOW else row.tries + 1
            row.last_at = now
    if longest:
        raise TooMany(
            nmsg(
                "Too many tries. Please wait %(n)s second and try again; nothing is locked.",
                "Too many tries. Please wait %(n)s seconds and try again; nothing is locked.",
                longest,
            ),
            longest,
        )


def forget(*keys: str) -> None:
    """A success clears the count of these keys."""
    with own_transaction() as session:
        stored = [_stored(key) for key in keys]
        session.execute(sa.delete(Throttle).where(Throttle.key.in_(stored)))


def drop_old() -> None:
    """Counts nobody was slowed down by for a month; the caller commits."""
    db.session.execute(sa.delete(Throttle).where(Throttle.last_at < clock.now() - KEPT))


def _stored(key: str) -> str:
    """A key of any length, as it fits the column."""
    return key if len(key) <= LONGEST_KEY else sha256(key)


def _locked(session: orm.Session, key: str, now: datetime) -> Throttle:
    """The row of a key, made when there is none; held until the transaction ends."""
    session.execute(insert_unless_there(Throttle, {"key": key, "tries": 0, "last_at": now}))
    return session.get_one(Throttle, key, with_for_update=True)
