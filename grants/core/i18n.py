"""The edge: messages, money and instants as words in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.numbers import format_decimal

from grants.core.clock import BRUSSELS
from grants.core.language import (
    LANGUAGES,
    RIGHT_TO_LEFT,
    attach_catalogue,
    choose_language,
    gettext,
    in_language,
    lazy_gettext,
    locale,
    locale_code,
    of_count,
)
from grants.core.messages import Message
from grants.core.money import ENGLISH, Amount, Share, written

__all__ = [
    "FILTERS",
    "LANGUAGES",
    "RIGHT_TO_LEFT",
    "attach_catalogue",
    "choose_language",
    "chosen_text",
    "clock_time",
    "country",
    "day",
    "deadline",
    "gettext",
    "in_language",
    "instant",
    "lazy_gettext",
    "locale",
    "milli",
    "money",
    "ngettext",
    "number",
    "place",
    "plain_amount",
    "quick_amounts",
    "quick_days",
    "render",
    "share",
    "short_day",
    "shown",
    "utc_stamp",
]


def ngettext(one: str, many: str, n: int, **params: Any) -> str:
    """A sentence by its count, which its `n` or `num` shows in the reader's digits."""
    count = number(n)
    return of_count(one, many, n) % {"n": count, "num": count, **params}


def render(message: Message | str) -> str:
    """A message in the reader's language; parameters are formatted for it."""
    if isinstance(message, str):
        return message
    params = {name: shown(value) for name, value in message.params.items()}
    if message.plural is not None:
        params.pop("n", None)
        return ngettext(message.id, message.plural, message.count or 0, **params)
    return gettext(message.id, **params) if params else gettext(message.id)


def shown(value: Any) -> Any:
    """A parameter of a message in the reader's language; texts and numbers stay as they are."""
    match value:
        case Message():
            return render(value)
        case Amount():
            return money(value.cents, value.currency)
        case Share():
            return share(value.basis_points)
        case datetime():
            return instant(value)
        case date():
            return day(value)
        case Mapping():
            return chosen_text(value)
        case tuple():
            return ", ".join(str(shown(one)) for one in value)
    return value


# Formatting by CLDR patterns costs a tenth of a millisecond; pages repeat the same few values.


@lru_cache(maxsize=4096)
def _date(value: date, pattern: str, place: str) -> str:
    return str(format_date(value, pattern, locale=place))


@lru_cache(maxsize=4096)
def _time(value: time, pattern: str, place: str) -> str:
    return str(format_time(value, pattern, locale=place))


@lru_cache(maxsize=16384)
def _decimal(value: float | int, pattern: str | None, place: str) -> str:
    return str(format_decimal(value, pattern, locale=place))


def money(cents: int | None, currency: str = "USD") -> str:
    """`US$ 200,000` in the reader's way; cents are shown only when there are any."""
    if cents is None:
        return "–"
    where = ENGLISH if locale().language == "en" else locale_code()
    return written(cents, currency, where)


def quick_amounts() -> Callable[[int], str]:
    """A formatter of whole amounts without their currency, for the cells of a long list.

    It asks the locale once for the mark between thousands instead of once a cell.
    """
    mark = number(10_000)[2:-3]
    return lambda cents: f"{cents // 100:,}".replace(",", mark)


def quick_days() -> Callable[[datetime | None], str]:
    """`short_day`, asked once for each day of a long list."""
    known: dict[date | None, str] = {}

    def show(value: datetime | None) -> str:
        key = None if value is None else value.astimezone(BRUSSELS).date()
        if key not in known:
            known[key] = short_day(key)
        return known[key]

    return show


def plain_amount(cents: int) -> str:
    """For an input: digits in groups of three, which `parse_cents` reads back unchanged."""
    whole = f"{cents // 100:,}".replace(",", "\u202f" if locale().language == "fr" else " ")
    return whole if cents % 100 == 0 else f"{whole}.{cents % 100:02d}"


def number(value: float | int | None, digits: int | None = None) -> str:
    if value is None:
        return "–"
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _decimal(value, pattern, locale_code())


def milli(value: int | None, digits: int = 1) -> str:
    """Thousandths as a decimal number: points, means and spreads are kept as integers."""
    return number(None if value is None else value / 1000, digits)


def share(basis_points: int | None) -> str:
    """Basis points as a percentage: 8000 → 80 %, 8330 → 83.3 %, 8001 → 80.01 %."""
    if basis_points is None:
        return "–"
    digits = 0 if basis_points % 100 == 0 else 1 if basis_points % 10 == 0 else 2
    return f"{number(basis_points / 100, digits)}\u00a0%"


def day(value: date | datetime | None) -> str:
    """`Friday 15 January 2027`; an instant is shown as its day in Brussels."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(BRUSSELS).date()
    pattern = {"en": "EEEE d MMMM y"}.get(locale().language, "full")
    return _date(value, pattern, locale_code())


def short_day(value: date | datetime | None) -> str:
    """`15 Jan 2027`, for tables."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(BRUSSELS).date()
    return _date(value, "d MMM y", locale_code())


def clock_time(value: datetime, zone: ZoneInfo = BRUSSELS, seconds: bool = False) -> str:
    pattern = "HH:mm:ss" if seconds else "HH:mm"
    return _time(value.astimezone(zone).time(), pattern, locale_code())


def instant(value: datetime | None) -> str:
    """Day and minute in Brussels, with the zone in words."""
    if value is None:
        return "–"
    return gettext("%(day)s, %(time)s Brussels time", day=day(value), time=clock_time(value))


def deadline(value: datetime, zone_name: str = "Europe/Brussels") -> str:
    """A deadline to the second in Brussels, then in the reader's zone where that differs."""
    words = gettext(
        "%(day)s, %(time)s Brussels time", day=day(value), time=clock_time(value, seconds=True)
    )
    zone = ZoneInfo(zone_name)
    there = value.astimezone(zone)
    if there.utcoffset() == value.astimezone(BRUSSELS).utcoffset():
        return words
    local = format_datetime(there, "EEEE HH:mm:ss", tzinfo=zone, locale=locale())
    return gettext(
        "%(brussels)s (%(local)s, %(place)s)", brussels=words, local=local, place=place(there)
    )


def place(there: datetime) -> str:
    """The city of a zone, `La Paz`; for a zone of no city its distance, `UTC-05:00`."""
    zone = there.tzinfo
    if not isinstance(zone, ZoneInfo) or "/" not in zone.key or zone.key.startswith("Etc/"):
        sign_and_hours, minutes = f"{there:%z}"[:3], f"{there:%z}"[3:5]
        return f"UTC{sign_and_hours}:{minutes}" if there.utcoffset() else "UTC"
    city = get_timezone_location(zone, locale=locale(), return_city=True)
    return str(city).rsplit("/", 1)[-1]


def utc_stamp(value: datetime) -> str:
    """`2027-01-15 15:59:59 UTC`: the same in every language."""
    return f"{value:%Y-%m-%d %H:%M:%S} UTC"


def country(code: str | None) -> str:
    """A country's name in the reader's language, from its two letters."""
    return str(locale().territories.get(code or "", code or ""))


def chosen_text(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """From texts keyed by language: the reader's, else English, else any there is."""
    if not texts:
        return ""
    wanted = language or locale().language
    return texts.get(wanted) or texts.get("en") or next(iter(texts.values()), "")


FILTERS = {
    "money": money,
    "number": number,
    "milli": milli,
    "share": share,
    "day": day,
    "short_day": short_day,
    "instant": instant,
    "deadline": deadline,
    "utc_stamp": utc_stamp,
    "clock_time": clock_time,
    "text": chosen_text,
    "country": country,
    "render": render,
}
