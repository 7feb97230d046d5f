"""What a lead may publish only with a reason: a short window, days on which nobody is there."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from grants.calls.rules.holidays import is_holiday
from grants.core.clock import BRUSSELS
from grants.core.messages import N_

SHORTEST_WINDOW = timedelta(weeks=6)
NOON = 12
_SATURDAY = 5


class Dated(Protocol):
    """A call as far as its dates go."""

    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def zone(self) -> str: ...


WARNING_WORDS: dict[str, str] = {
    "short_window": N_("The call is open for less than six weeks"),
    "opens_weekend": N_("The call opens on a weekend in Brussels"),
    "opens_holiday": N_("The call opens on a public holiday in Brussels"),
    "closes_weekend": N_("The call closes on a weekend in Brussels"),
    "closes_holiday": N_("The call closes on a public holiday in Brussels"),
    "closes_morning": N_("The call closes before noon in Brussels"),
}


def warnings_of(call: Dated) -> tuple[str, ...]:
    """The codes of what is unusual in the dates of a call, in the order of WARNING_WORDS.

    Six weeks are counted on the clock of the call, so that a change of the clocks in between
    neither adds an hour nor takes one.
    """
    if call.opens_at is None or call.closes_at is None:
        return ()
    zone = ZoneInfo(call.zone)
    opens, closes = call.opens_at.astimezone(BRUSSELS), call.closes_at.astimezone(BRUSSELS)
    found = {
        "short_window": _wall(call.closes_at, zone) - _wall(call.opens_at, zone)
        < SHORTEST_WINDOW - timedelta(seconds=1),  # 23:59:59 is the end of its day
        "opens_weekend": opens.weekday() >= _SATURDAY,
        "opens_holiday": is_holiday(opens.date()),
        "closes_weekend": closes.weekday() >= _SATURDAY,
        "closes_holiday": is_holiday(closes.date()),
        "closes_morning": closes.hour < NOON,
    }
    return tuple(code for code in WARNING_WORDS if found[code])


def are_same_dates(one: Dated, other: Dated) -> bool:
    """Dates that were explained before need no new reason while nobody moves them."""
    return (one.opens_at, one.closes_at, one.zone) == (other.opens_at, other.closes_at, other.zone)


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    return instant.astimezone(zone).replace(tzinfo=None)
