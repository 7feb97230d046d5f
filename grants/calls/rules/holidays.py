"""The public holidays of the host: Belgium, where the Secretariat sits."""

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))  # month and day
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


def is_holiday(day: date) -> bool:
    """Does the Secretariat rest on this day, as the law has it?"""
    return day in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    fixed = (date(year, month, day) for month, day in FIXED)
    moving = (easter(year) + timedelta(days=days) for days in AFTER_EASTER)
    return frozenset((*fixed, *moving))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, left = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - drift + 15) % 30
    fours, ones = divmod(rest, 4)
    week = (32 + 2 * left + 2 * fours - moon - ones) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
