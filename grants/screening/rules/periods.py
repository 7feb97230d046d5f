"""How long people have: every period ends at 23:59:59 of its last day, in the call's zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from grants.calls.rules.calendar import SCREENING_DAYS
from grants.core.working_days import end_of_day, working_day_before, working_days_after

__all__ = [
    "SCREENING_DAYS",
    "appeal_until",
    "end_of_day",
    "screening_due",
    "working_day_before",
    "working_days_after",
]


def appeal_until(told_at: datetime, days: int, zone: str) -> datetime:
    """The last moment to object: calendar days after the day the city was told."""
    day = told_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return end_of_day(day, zone)


def screening_due(deadline: datetime) -> datetime:
    """When the outcome of the check is expected at the latest."""
    return deadline + timedelta(days=SCREENING_DAYS)
