"""A test proposal: one that tries a call out before it opens, sends nothing and never counts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from grants.calls.models import CallStatus
from grants.calls.rules import Window
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.rules.answers import Backing

EVER, NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
A_SECOND = timedelta(seconds=1)  # deadlines hold to the end of their second


@dataclass(frozen=True)
class TryWindow:
    """When a test proposal may be worked on."""

    status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None


def window_of(call: Window, *, is_test: bool) -> Window:
    """The window of a proposal: the call's own; for a test, all the time before the call opens.

    The dates of a draft open nothing.
    """
    if not is_test:
        return call
    if call.status is CallStatus.DRAFT:
        return TryWindow(CallStatus.OPEN, NEVER, EVER)
    if call.status is CallStatus.PUBLISHED and call.opens_at is not None:
        return TryWindow(CallStatus.OPEN, NEVER, call.opens_at - A_SECOND)
    return TryWindow(CallStatus.ARCHIVED, None, None)


def backed(needed: int) -> Backing:
    """Nobody is asked to stand behind a test, which is as good as backed."""
    return Backing(asked=needed, confirmed=needed, needed=needed)


def check_counts(*, is_test: bool) -> None:
    """Refused for a test: what would reach others, or be kept for good, ends there."""
    if is_test:
        raise Refused(
            msg(
                "This is a test of the call: nothing is submitted and nobody is written to. "
                "Nothing was changed."
            )
        )
