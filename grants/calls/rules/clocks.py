"""A time on the clock of a place, and the instant it means, where clocks are changed too."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from grants.core.errors import Refused
from grants.core.messages import msg


def instant_on(wall: datetime, zone: str, *, last: bool = False) -> datetime | None:
    """The instant at which the clocks of the zone show this time; None when they skip it.

    In the hour that comes twice it is the first, or the `last` one when asked.
    """
    there = wall.replace(tzinfo=ZoneInfo(zone), fold=int(last))
    instant = there.astimezone(UTC)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return instant if shown == wall.replace(fold=0) else None


def instant_at(day: date, at: time, zone: str) -> datetime:
    """The same where it must be one: Refused when the clock skips the time or shows it twice."""
    wall = datetime.combine(day, at)
    first = instant_on(wall, zone)
    given = {"time": f"{at:%H:%M:%S}", "zone": zone}
    if first is None:
        raise Refused(
            msg(
                "The clock of %(zone)s is put forward that day and never shows %(time)s. "
                "Choose another time.",
                **given,
            )
        )
    if first != instant_on(wall, zone, last=True):
        raise Refused(
            msg(
                "The clock of %(zone)s is put back that day and shows %(time)s twice. "
                "Choose another time.",
                **given,
            )
        )
    return first


def clock_of(instant: datetime, zone: str) -> tuple[date, time]:
    """What the clock of a place shows at an instant, to the second."""
    there = instant.astimezone(ZoneInfo(zone))
    return there.date(), there.time().replace(microsecond=0)
