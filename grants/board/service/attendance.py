"""Who is in the room, from when to when; kept by the secretary."""

import sqlalchemy as sa

from grants.accounts.queries import seats
from grants.audit.service import record
from grants.board.models import Attendance, Meeting, MeetingKind, MeetingStatus
from grants.board.queries.meetings import meeting_by_ref
from grants.board.service.prepare import check
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.permissions import Permission


def record_attendance(
    actor: Actor, meeting_ref: str, present: set[str], *, operation: str | None = None
) -> None:
    """The seats (by ref) that are in the room now; whoever is no longer among them has left."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:attendance")
    meeting = meeting_by_ref(actor, meeting_ref, lock=True)
    if meeting.kind is not MeetingKind.MEETING or meeting.status is not MeetingStatus.OPEN:
        raise Refused(msg("Attendance is recorded while a meeting is open."))
    now = clock.now()
    standing = {
        row.seat_id: row
        for row in db.session.scalars(
            sa.select(Attendance).where(
                Attendance.meeting_id == meeting.id, Attendance.out_at.is_(None)
            )
        )
    }
    for seat in seats():
        here = standing.get(seat.id)
        if seat.ref in present and here is None:
            _come(actor, meeting, seat.id, seat.member_id or seat.alternate_id)
        elif seat.ref not in present and here is not None:
            here.out_at = now
            record(actor, "board:left", here, new={"seat": seat.id})
    db.session.commit()


def _come(actor: Actor, meeting: Meeting, seat_id: int, person_id: int | None) -> None:
    if person_id is None:
        return
    row = Attendance(meeting_id=meeting.id, seat_id=seat_id, person_id=person_id, in_at=clock.now())
    db.session.add(row)
    db.session.flush()
    record(actor, "board:came", row, new={"seat": seat_id})
