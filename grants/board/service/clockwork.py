"""What falls due for the board: closings by the clock, reminders."""

from typing import Any

from grants.board.models import Meeting, MeetingStatus
from grants.board.service.closing import close_by_clock, due_meetings
from grants.board.service.opening import CLOSE_JOB, REMIND_JOB, tell_members
from grants.core.db import db
from grants.core.jobs import handles


@handles(CLOSE_JOB)
def close_job(payload: dict[str, Any]) -> None:
    close_by_clock(payload["meeting"])


@handles(REMIND_JOB)
def remind_job(payload: dict[str, Any]) -> None:
    """Three days before the end; nobody is reminded of what is closed."""
    meeting = db.session.get(Meeting, payload["meeting"])
    if meeting is not None and meeting.status is MeetingStatus.OPEN:
        tell_members(meeting, "board_reminder")
    db.session.commit()


def close_due() -> int:
    """Every written procedure whose time is over; for the worker's turn."""
    return sum(close_by_clock(meeting_id) for meeting_id in due_meetings())
