"""The one clock. Everything that asks for the time asks here.

In demo mode the clock can be moved forward; the offset is kept in the database and set here at
the start of every request and of every turn of the worker.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

_offset = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC, including the demo offset."""
    return datetime.now(UTC) + _offset


def offset() -> timedelta:
    return _offset


def set_offset(value: timedelta) -> None:
    global _offset
    _offset = value


def aware(value: datetime) -> datetime:
    """`value` in UTC; a naive time is a programming error and raises ValueError."""
    if value.tzinfo is None:
        raise ValueError("naive datetime refused: every instant carries its zone")
    return value.astimezone(UTC)
