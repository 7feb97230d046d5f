"""Slow work as rows: written in the business transaction, done by the worker, at least once.

A job is claimed by one UPDATE … RETURNING with a lease; a worker that dies mid-job loses the lease
and another takes over. `dedupe` makes a second enqueue of the same work a no-op.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core import clock
from grants.core.db import Base, Json, Key, db, insert_unless_there

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8

Handler = Callable[[dict[str, Any]], None]


class Job(Base):
    """One piece of slow work."""

    __tablename__ = "job"
    __table_args__ = (
        sa.Index(
            "ix_job_due",
            "run_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(60))
    payload: Mapped[Json]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    dedupe: Mapped[str | None] = mapped_column(sa.String(160), unique=True)


_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind; it commits its own work."""

    def register(act: Handler) -> Handler:
        _handlers[kind] = act
        return act

    return register


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    run_at: datetime | None = None,
    dedupe: str | None = None,
) -> None:
    """Add a job to the present transaction; the caller commits."""
    values = {"kind": kind, "payload": payload, "run_at": run_at or clock.now(), "attempts": 0}
    if dedupe is None:
        db.session.add(Job(**values))
    else:
        db.session.execute(insert_unless_there(Job, {**values, "dedupe": dedupe}))


def claim() -> Job | None:
    """Take the next due job under a lease, or None."""
    now = clock.now()
    due = (
        sa.select(Job.id)
        .where(
            Job.done_at.is_(None),
            Job.run_at <= now,
            Job.attempts < MAX_ATTEMPTS,
            sa.or_(Job.lease_until.is_(None), Job.lease_until < now),
        )
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = db.session.scalar(
        sa.update(Job)
        .where(Job.id == due.scalar_subquery())  # `IN` may lock and take more than one
        .values(lease_until=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id)
    )
    db.session.commit()
    return db.session.get(Job, taken) if taken else None


def work_once() -> bool:
    """Do one due job; True when there was one. A failure is kept and tried again, ever later."""
    job = claim()
    if job is None:
        return False
    job_id, attempts = job.id, job.attempts
    try:
        _handlers[job.kind](dict(job.payload))
        values: dict[str, Any] = {"done_at": clock.now(), "last_error": None}
    except Exception as error:  # the queue must survive any job; the error is kept and shown
        db.session.rollback()
        pause = timedelta(seconds=2**attempts)
        values = {"lease_until": clock.now() + pause, "last_error": f"{error!r}"[:2000]}
    db.session.execute(sa.update(Job).where(Job.id == job_id).values(**values))
    db.session.commit()
    return True
