"""When a mail is tried again, when it is given up, and what state people read."""

import enum
from datetime import datetime, timedelta

from grants.core.messages import N_

MOST_FAILURES = 10
MOST_UNSURE = 2
LEASE = timedelta(minutes=5)  # longer than one delivery can take with the timeouts of sending
LONGEST_PAUSE = timedelta(hours=12)


class MailState(enum.StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    RETRYING = "retrying"
    SENT = "sent"
    FAILED = "failed"


STATE_NAMES: dict[MailState, str] = {
    MailState.WAITING: N_("Waiting"),
    MailState.RETRYING: N_("Will be tried again"),
    MailState.SENT: N_("Sent"),
    MailState.FAILED: N_("Failed"),
}


def pause_after(failures: int) -> timedelta:
    """Four times as long after every failure, up to half a day: ten tries cover two days."""
    steps = min(max(0, failures - 1), 10)  # beyond that it is the longest in any case
    return min(timedelta(minutes=4**steps), LONGEST_PAUSE)


def is_given_up(*, failures: int, unsure: int) -> bool:
    """Ten failures, or two tries that may each have delivered a copy."""
    return failures >= MOST_FAILURES or unsure >= MOST_UNSURE


def state_of(sent_at: datetime | None, failed_at: datetime | None, attempts: int) -> MailState:
    if sent_at is not None:
        return MailState.SENT
    if failed_at is not None:
        return MailState.FAILED
    return MailState.RETRYING if attempts else MailState.WAITING
