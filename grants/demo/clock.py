"""Moving the demonstration's clock forward, by days or to the next deadline."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from grants.board.models import Meeting, MeetingStatus
from grants.calls.models import Call, CallStatus
from grants.core import clock, settings
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus
from grants.screening.models import Clarification, ClarificationStatus

MOST_DAYS = 366


def next_deadline() -> datetime | None:
    """The next instant at which something falls due."""
    now = clock.now()
    live = Call.status.not_in([CallStatus.DRAFT, CallStatus.ARCHIVED, CallStatus.CANCELLED])
    pending = sa.or_(Review.id.is_(None), Review.status == ReviewStatus.DRAFT)
    queries = (
        sa.select(sa.func.min(Call.opens_at)).where(live, Call.opens_at > now),
        sa.select(sa.func.min(Call.closes_at)).where(live, Call.closes_at > now),
        sa.select(sa.func.min(Clarification.due_at)).where(
            Clarification.status == ClarificationStatus.OPEN, Clarification.due_at > now
        ),
        sa.select(sa.func.min(Assignment.due_at))
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Assignment.status.in_([AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED]),
            pending,
            Assignment.due_at > now,
        ),
        sa.select(sa.func.min(Meeting.closes_at)).where(
            Meeting.status == MeetingStatus.OPEN, Meeting.closes_at > now
        ),
    )
    found = [moment for moment in (db.session.scalar(q) for q in queries) if moment is not None]
    return min(found) if found else None


def move_by(days: int) -> None:
    """Forward by whole days; the clock never goes back."""
    if not 1 <= days <= MOST_DAYS:
        raise Refused(msg("Choose between 1 and %(most)s days.", most=MOST_DAYS))
    _move(timedelta(days=days))


def move_to_next_deadline() -> None:
    """One second past the next deadline, so that it has just fallen due."""
    target = next_deadline()
    if target is None:
        raise Refused(msg("Nothing falls due: there is no deadline ahead."))
    _move(target - clock.now() + timedelta(seconds=1))


def _move(by: timedelta) -> None:
    offset = clock.offset() + by
    settings.write(settings.CLOCK_OFFSET, str(offset.total_seconds()))
    db.session.commit()
    clock.set_offset(offset)
