"""How long people have: every period ends at 23:59:59 of its last day, in the call's zone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from grants.calls.rules.calendar import SCREENING_DAYS
from grants.core.working_days import (
    end_of_day,
    is_weekday,
    working_day_before,
    working_days_after,
)
from grants.places.rules import public_holidays

HOUSE_COUNTRY = "BE"  # the Secretariat sits in Brussels


class DayOff(TypedDict):
    """A weekday that does not count, and in which countries it is a public holiday."""

    on: str  # ISO
    countries: list[str]


class AnswerClock(NamedTuple):
    """Until when a city may answer, and the weekdays on the way that were not counted."""

    due_at: datetime
    days_off: list[DayOff]


def answer_clock(start: datetime, days: int, zone: str, country: str | None) -> AnswerClock:
    """The end of the n-th day on which both the Secretariat and the city work."""
    began = start.astimezone(ZoneInfo(zone)).date()
    far = began + timedelta(days=3 * days + 60)  # no country keeps so many holidays in a row
    holidays = public_holidays((HOUSE_COUNTRY, country), began, far)
    due_at = working_days_after(start, days, zone, holidays)
    last = due_at.astimezone(ZoneInfo(zone)).date()
    return AnswerClock(
        due_at,
        [
            {"on": day.isoformat(), "countries": list(codes)}
            for day, codes in holidays.items()
            if began < day < last and is_weekday(day)
        ],
    )


def reminder_at(due_at: datetime, zone: str, days_off: Sequence[DayOff]) -> datetime:
    """One working day before the end."""
    off = {date.fromisoformat(day["on"]) for day in days_off}
    return working_day_before(due_at, zone, off)


def appeal_until(told_at: datetime, days: int, zone: str) -> datetime:
    """The last moment to object: calendar days after the day the city was told."""
    day = told_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return end_of_day(day, zone)


def screening_due(deadline: datetime) -> datetime:
    """When the outcome of the check is expected at the latest."""
    return deadline + timedelta(days=SCREENING_DAYS)
