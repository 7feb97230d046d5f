"""Periods of working days: each ends at 23:59:59 of its last day, in a zone."""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LAST_SECOND = time(23, 59, 59)
_SATURDAY = 5


def end_of_day(day: date, zone: str) -> datetime:
    """The last second of a day in a zone, in UTC."""
    return datetime.combine(day, _LAST_SECOND, ZoneInfo(zone)).astimezone(UTC)


def is_weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < _SATURDAY


def working_days_after(
    start: datetime, days: int, zone: str, off: Container[date] = frozenset()
) -> datetime:
    """The end of the n-th working day after the day of `start`, in UTC.

    A working day is one from Monday to Friday that is not among the days `off`. The day of `start`
    itself does not count.
    """
    day = start.astimezone(ZoneInfo(zone)).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        if is_weekday(day) and day not in off:
            left -= 1
    return end_of_day(day, zone)


def working_day_before(due: datetime, zone: str, off: Container[date] = frozenset()) -> datetime:
    """The same clock time on the working day before, for a reminder."""
    local = due.astimezone(ZoneInfo(zone)) - timedelta(days=1)
    while not is_weekday(local.date()) or local.date() in off:
        local -= timedelta(days=1)
    return local.astimezone(UTC)
