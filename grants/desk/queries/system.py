"""Is the system well? Figures for the administrator and for whoever watches."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from grants.audit.models import TrailHead
from grants.core import clock
from grants.core.db import db
from grants.core.jobs import MAX_ATTEMPTS, Job
from grants.core.settings import WORKER_SEEN, Setting
from grants.mail.models import Mail

WORKER_LATE = timedelta(minutes=2)


@dataclass(frozen=True)
class Health:
    """What the system page shows."""

    database: str
    worker_seen_at: datetime | None
    jobs_waiting: int
    jobs_failed: int
    mails_waiting: int
    mails_dead: int
    trail_events: int

    @property
    def worker_is_alive(self) -> bool:
        return (
            self.worker_seen_at is not None and abs(clock.now() - self.worker_seen_at) < WORKER_LATE
        )


def health() -> Health:
    """Everything in one query."""

    def count(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).where(*where).scalar_subquery()

    row = db.session.execute(
        sa.select(
            sa.select(Setting.value).where(Setting.name == WORKER_SEEN).scalar_subquery(),
            count(Job.done_at.is_(None), Job.attempts < MAX_ATTEMPTS),
            count(Job.done_at.is_(None), Job.attempts >= MAX_ATTEMPTS),
            count(Mail.sent_at.is_(None), Mail.failed_at.is_(None)),
            count(Mail.failed_at.is_not(None)),
            sa.select(TrailHead.seq).where(TrailHead.id == 1).scalar_subquery(),
        )
    ).one()
    return Health(
        database=db.engine.dialect.name,
        worker_seen_at=datetime.fromisoformat(row[0]) if row[0] else None,
        jobs_waiting=row[1] or 0,
        jobs_failed=row[2] or 0,
        mails_waiting=row[3] or 0,
        mails_dead=row[4] or 0,
        trail_events=row[5] or 0,
    )
