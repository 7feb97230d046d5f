"""From the time on a wall to the instant, where the clocks of a zone are changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instant_on(wall: datetime, zone: str, *, last: bool = False) -> datetime | None:
    """The instant at which the clocks of the zone show this time; None when they skip it.

    In the hour that comes twice it is the first, or the `last` one when asked.
    """
    there = wall.replace(tzinfo=ZoneInfo(zone), fold=int(last))
    instant = there.astimezone(UTC)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return instant if shown == wall.replace(fold=0) else None
