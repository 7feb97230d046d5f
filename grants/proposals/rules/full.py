"""The full proposal: the second form, written on invitation after a concept note was approved.

It is a proposal of its own beside the concept note it continues, with the same team to begin with:
what was judged stays as it was, and everything that works for a draft works for it. It competes
with nothing, so it is in no list, count or figure of a round.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from grants.calls.models import CallStatus
from grants.calls.rules import Window
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.rules.budget import Terms

EVER_OPEN = datetime.min.replace(tzinfo=UTC)
OVER = frozenset({CallStatus.ARCHIVED, CallStatus.CANCELLED})


@dataclass(frozen=True)
class FullWindow:
    """When a full proposal may be worked on: until its own day, whatever the stage of the call."""

    status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class FullTerms:
    """What bounds the grant of a full proposal: the rules of the call, and the amount approved."""

    min_cents: int
    max_cents: int
    max_share_bp: int | None
    currency: str


class Part(Protocol):
    """A proposal, as far as it says which of the two forms it is."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def ceiling_cents(self) -> int | None: ...


class Invites(Protocol):
    """A call, as far as it says how long a full proposal may take."""

    @property
    def full_proposal_months(self) -> int: ...
    @property
    def zone(self) -> str: ...


def schedule_of(call: Window, part: Part) -> Window:
    """The dates that count for a proposal: the call's, or those of the invitation."""
    if part.due_at is None:
        return call
    status = call.status if call.status in OVER else CallStatus.OPEN
    return FullWindow(status, EVER_OPEN, part.due_at)


def terms_of(call: Terms, part: Part) -> Terms:
    """What bounds the grant: a full proposal asks for what was approved, or for less."""
    if part.ceiling_cents is None:
        return call
    return FullTerms(
        min(call.min_cents, part.ceiling_cents),
        part.ceiling_cents,
        call.max_share_bp,
        call.currency,
    )


def due_at(call: Invites, invited_at: datetime) -> datetime:
    """The end of the same day so many months later, on the clock of the call; of a shorter month
    the last day."""
    zone = ZoneInfo(call.zone)
    day = invited_at.astimezone(zone).date()
    months = day.month - 1 + call.full_proposal_months
    year, month = day.year + months // 12, months % 12 + 1
    last = date(year, month, min(day.day, monthrange(year, month)[1]))
    return datetime.combine(last, time(23, 59, 59), zone).astimezone(UTC)


def check_is_concept(*, is_full: bool) -> None:
    """Refused for a full proposal: what its concept note has settled is not asked again."""
    if is_full:
        raise Refused(
            msg(
                "Sponsors confirmed the concept note; a full proposal asks for none again. "
                "Nothing was changed."
            )
        )
