"""When a call accepts work. The instants decide at every request; the stored status follows."""

from datetime import datetime, timedelta
from typing import Protocol

from grants.calls.models import CallStatus
from grants.core.errors import Refused
from grants.core.messages import msg


class Funded(Protocol):
    """A call as far as its money goes."""

    @property
    def status(self) -> CallStatus: ...
    @property
    def envelope_id(self) -> int | None: ...
    @property
    def envelope_cents(self) -> int | None: ...


class Window(Protocol):
    """What of a call says whether it is open: a row, a card or a plain object."""

    @property
    def status(self) -> CallStatus: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...


NEVER_OPEN = frozenset({CallStatus.DRAFT, CallStatus.CANCELLED, CallStatus.ARCHIVED})
BY_THE_CLOCK = (CallStatus.PUBLISHED, CallStatus.OPEN, CallStatus.CLOSED)
LONGEST_EXTENSION = timedelta(days=366)
BEFORE_RESULTS = (
    *BY_THE_CLOCK,
    CallStatus.SCREENING,
    CallStatus.EVALUATION,
    CallStatus.RANKING,
    CallStatus.BOARD,
)
# In the order a call walks through them; a call may skip a stage but never go back.
STAGES = (
    CallStatus.CLOSED,
    CallStatus.SCREENING,
    CallStatus.EVALUATION,
    CallStatus.RANKING,
    CallStatus.BOARD,
    CallStatus.RESULTS,
    CallStatus.FULL_PROPOSALS,
    CallStatus.GRANTING,
    CallStatus.ARCHIVED,
)

# After the results no clock and no work on a proposal moves a call.
_BY_A_LEAD = {
    CallStatus.RESULTS: CallStatus.FULL_PROPOSALS,
    CallStatus.FULL_PROPOSALS: CallStatus.GRANTING,
    CallStatus.GRANTING: CallStatus.ARCHIVED,
}


def accepts_work(call: Window, now: datetime, until: datetime | None = None) -> bool:
    """May applicants write and submit now? `until` is one applicant's own later deadline."""
    if call.status in NEVER_OPEN or call.opens_at is None or call.closes_at is None:
        return False
    last = call.closes_at if until is None else max(call.closes_at, until)
    return call.opens_at <= now <= last


def has_opened(call: Window, now: datetime) -> bool:
    """From this moment the rules of the call are frozen; so are those of one that is over."""
    if call.status is CallStatus.DRAFT:
        return False
    if call.status is CallStatus.PUBLISHED:
        return call.opens_at is not None and call.opens_at <= now
    return True


def effective_status(call: Window, now: datetime) -> CallStatus:
    """The status as the clock has it, before the worker has stored it."""
    if call.status not in BY_THE_CLOCK or call.opens_at is None or call.closes_at is None:
        return call.status
    if now < call.opens_at:
        return CallStatus.PUBLISHED
    return CallStatus.OPEN if now <= call.closes_at else CallStatus.CLOSED


def needs_envelope(call: Funded) -> bool:
    """Published with a planned amount that nobody has set aside yet."""
    return call.envelope_id is None and bool(call.envelope_cents) and call.status not in NEVER_OPEN


def may_extend(call: Window, now: datetime) -> bool:
    """Only before the deadline passes, and only a call people know of."""
    return (
        call.status not in NEVER_OPEN
        and call.opens_at is not None
        and call.closes_at is not None
        and now <= call.closes_at
    )


def may_cancel(call: Window) -> bool:
    """A call people know of, before its results: then applicants hold decisions."""
    return call.status in BEFORE_RESULTS


def check_extension(call: Window, closes_at: datetime, now: datetime) -> None:
    """Raises Refused when the deadline has passed, or the new one is not later or cannot be meant.

    It can never be moved back: a slip of the year would keep the call open for good.
    """
    before = call.closes_at
    if before is None or not may_extend(call, now):
        raise Refused(msg("The deadline of this call has passed, so it can no longer be moved."))
    if closes_at <= before:
        message = msg("The new deadline must be later than the present one, %(it)s.", it=before)
        raise Refused(message, {"day": message})
    if closes_at > max(before, now) + LONGEST_EXTENSION:
        message = msg("Give at most %(days)s more days", days=LONGEST_EXTENSION.days)
        raise Refused(message, {"day": message})


def may_enter(current: CallStatus, to: CallStatus) -> bool:
    """May a call that has closed go on to this stage?"""
    if current not in STAGES or to not in STAGES:
        return False
    return STAGES.index(to) > STAGES.index(current)


def next_stage(call: Window, asks_full_proposals: bool) -> CallStatus | None:
    """The one stage a lead may move a call on to; None while it moves by itself, or is over."""
    if call.status is CallStatus.RESULTS and not asks_full_proposals:
        return CallStatus.GRANTING
    return _BY_A_LEAD.get(call.status)
