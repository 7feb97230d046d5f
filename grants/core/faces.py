"""One instant on several clocks."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from grants.core import i18n
from grants.core.i18n import gettext as _


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
        text = face(instant, zone)
        place = str(get_timezone_location(zone, locale=i18n.locale(), return_city=True))
        found.setdefault(text, ClockFace(place, text))
    utc = face(instant, ZoneInfo("UTC"))
    if utc not in found:
        found[utc] = ClockFace("UTC", utc)
    return list(found.values())


def face(instant: datetime, zone: ZoneInfo) -> str:
    """The day and the time to the second on the clock of a zone."""
    there = instant.astimezone(zone)
    return _(
        "%(day)s, %(time)s",
        day=i18n.day(there.date()),
        time=i18n.clock_time(instant, zone, seconds=True),
    )
