"""What the board's pages say of time left and of an earlier refusal."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from grants.board.models import Meeting, MeetingKind, MeetingStatus
from grants.core import clock
from grants.core.i18n import gettext as _, ngettext, render
from grants.core.messages import Message
from grants.core.packing import unpack


@dataclass(frozen=True)
class Deadline:
    """How long a written procedure stays open, in words."""

    words: str
    tone: str


def time_left(meeting: Meeting) -> Deadline | None:
    """The clock of an open written procedure."""
    if meeting.kind is not MeetingKind.WRITTEN or meeting.closes_at is None:
        return None
    if meeting.status is not MeetingStatus.OPEN:
        return None
    left = meeting.closes_at - clock.now()
    if left < timedelta(0):
        return Deadline(_("The time is over; it closes any moment now"), "warn")
    if left < timedelta(days=1):
        hours = int(left.total_seconds() // 3600)
        return Deadline(
            ngettext("%(num)s hour left", "%(num)s hours left", hours)
            if hours
            else _("Less than an hour left"),
            "warn",
        )
    days = left.days
    words = ngettext("%(num)s day left", "%(num)s days left", days)
    return Deadline(words, "warn" if days < 3 else "info")


def refusal_of(facts: dict[str, Any]) -> str | None:
    """Why an adopted item could not be confirmed, as it was said then."""
    packed = facts.get("refusal")
    message = unpack(packed) if packed else None
    return render(message) if isinstance(message, Message) else None
