"""One instant on several clocks, and how long it is until then."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from grants.core import clock, i18n
from grants.core.i18n import gettext as _, ngettext


@dataclass(frozen=True)
class ClockFace:
    """The day and the time to the second in one place."""

    place: str
    text: str
    offset: int  # minutes ahead of UTC


def clock_faces(instant: datetime | None, *zones: str) -> list[ClockFace]:
    """Brussels first, then each zone whose clock shows something else, then UTC."""
    if instant is None:
        return []
    found: dict[str, ClockFace] = {}
    for name in ("Europe/Brussels", *zones):
        zone = ZoneInfo(name)
        text = _face(instant, zone)
        place = str(get_timezone_location(zone, locale=i18n.locale(), return_city=True))
        found.setdefault(text, ClockFace(place, text, _offset(instant, zone)))
    utc = _face(instant, ZoneInfo("UTC"))
    if utc not in found:
        found[utc] = ClockFace("UTC", utc, 0)
    return list(found.values())


def _offset(instant: datetime, zone: ZoneInfo) -> int:
    ahead = instant.astimezone(zone).utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0


def _face(instant: datetime, zone: ZoneInfo) -> str:
    there = instant.astimezone(zone)
    return _(
        "%(day)s, %(time)s",
        day=i18n.day(there.date()),
        time=i18n.clock_time(instant, zone, seconds=True),
    )


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
