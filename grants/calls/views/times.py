"""One instant on several clocks, and how long it is until then."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from grants.core import clock, i18n
from grants.core.i18n import gettext as _, ngettext
from grants.places.queries import Place


@dataclass(frozen=True)
class ClockFace:
    """The day and the time to the second in one place."""

    place: str
    text: str


def clock_faces(instant: datetime | None, *zones: str) -> list[ClockFace]:
    """Brussels first, then each zone whose clock shows something else, then UTC."""
    if instant is None:
        return []
    found: dict[str, ClockFace] = {}
    for name in ("Europe/Brussels", *zones):
        zone = ZoneInfo(name)
        text = _face(instant, zone)
        place = str(get_timezone_location(zone, locale=i18n.locale(), return_city=True))
        found.setdefault(text, ClockFace(place, text))
    utc = _face(instant, ZoneInfo("UTC"))
    if utc not in found:
        found[utc] = ClockFace("UTC", utc)
    return list(found.values())


def face_in(instant: datetime | None, city: Place | None) -> list[ClockFace]:
    """The clock of one city, under its own name."""
    if instant is None or city is None:
        return []
    return [ClockFace(city.name, _face(instant, ZoneInfo(city.timezone)))]


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
