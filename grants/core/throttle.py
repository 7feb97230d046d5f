"""Throttles kept in the database: process memory forgets, and every worker has its own.

A throttle slows down, it never locks: after `free` tries within the window each further one must
wait twice as long as the one before, up to `longest`.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core import clock
from grants.core.db import Base, own_transaction
from grants.core.errors import TooMany
from grants.core.messages import nmsg

WINDOW = timedelta(minutes=15)


class Throttle(Base):
    """Failed or costly tries under one key (an account, a source)."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(160), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]


def wait_seconds(*, tries: int, since_last: timedelta, free: int, longest: int = 300) -> int:
    """How long the next try must still wait, in seconds; 0 when it may go on."""
    if since_last > WINDOW or tries < free:
        return 0
    pause = min(longest, 2 ** (tries - free + 1))
    return max(0, int(pause) - int(since_last.total_seconds()))


def check(*keys: tuple[str, int]) -> None:
    """Raise TooMany when any (key, free tries) has to wait; counts this try under each key.

    Counted before the outcome is known and in its own transaction, so that parallel guesses
    cannot slip through together; `forget` takes the count back after a success.
    """
    now = clock.now()
    longest = 0
    with own_transaction() as session:
        for key, free in keys:
            row = session.get(Throttle, key, with_for_update=True)
            if row is None:
                session.add(Throttle(key=key, tries=1, last_at=now))
                continue
            since = now - row.last_at
            longest = max(longest, wait_seconds(tries=row.tries, since_last=since, free=free))
            row.tries = 1 if since > WINDOW else row.tries + (0 if longest else 1)
            if not longest:
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
        session.execute(sa.delete(Throttle).where(Throttle.key.in_(keys)))
