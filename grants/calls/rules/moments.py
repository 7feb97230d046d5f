"""A day and a time on the clock of a place, as one instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from grants.core.errors import Refused
from grants.core.messages import msg


def instant_at(day: date, at: time, zone: str) -> datetime:
    """The instant in UTC; Refused when that clock never shows it that day, or shows it twice."""
    wall = datetime.combine(day, at)
    place = ZoneInfo(zone)
    first, second = (
        wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)
    )  # the same but where a clock is changed
    if first == second:
        return first
    given = {"time": f"{at:%H:%M:%S}", "zone": zone}
    if first.astimezone(place).replace(tzinfo=None) != wall:
        raise Refused(
            msg(
                "The clock of %(zone)s is put forward that day and never shows %(time)s. "
                "Choose another time.",
                **given,
            )
        )
    raise Refused(
        msg(
            "The clock of %(zone)s is put back that day and shows %(time)s twice. "
            "Choose another time.",
            **given,
        )
    )


def clock_of(instant: datetime, zone: str) -> tuple[date, time]:
    """What the clock of a place shows at an instant, to the second."""
    there = instant.astimezone(ZoneInfo(zone))
    return there.date(), there.time().replace(microsecond=0)
