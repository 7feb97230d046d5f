"""The clock of one city, and how long it is until an instant."""

from datetime import datetime
from zoneinfo import ZoneInfo

from grants.core import clock
from grants.core.faces import ClockFace, face
from grants.core.i18n import gettext as _, ngettext
from grants.places.queries import Place


def face_in(instant: datetime | None, city: Place | None) -> list[ClockFace]:
    """The clock of one city, under its own name."""
    if instant is None or city is None:
        return []
    return [ClockFace(city.name, face(instant, ZoneInfo(city.timezone)))]


def time_left(instant: datetime | None) -> str:
    """`53 days left`; hours on the last two days; nothing when it is over."""
    if instant is None:
        return ""
    left = instant - clock.now()
    hours = int(left.total_seconds() // 3600)
    if left.total_seconds() <= 0:
        return ""
    if hours >= 48:
        return ngettext("%(num)s day left", "%(num)s days left", left.days)
    if hours >= 1:
        return ngettext("%(num)s hour left", "%(num)s hours left", hours)
    return _("Less than an hour left")
