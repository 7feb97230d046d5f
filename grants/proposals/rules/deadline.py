"""Until when a city may write and submit."""

from datetime import datetime

from grants.calls.models import CallStatus
from grants.calls.rules import Window, accepts_work
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.full import FullWindow
from grants.proposals.rules.trying import TryWindow

# Edits after submitting leave the proposal submitted, with unsent changes.
EDITABLE = frozenset({ProposalStatus.DRAFT, ProposalStatus.SUBMITTED})


class NoLongerEditable(Refused):
    """Nothing of the proposal may change any more."""


def accepts(call: Window, extension_until: datetime | None, received_at: datetime) -> bool:
    """Was the complete request received in time? The last second itself is in time, to its end.

    A deadline reads "23:59:59"; who sends while the clock shows that is not late.
    """
    return accepts_work(call, received_at.replace(microsecond=0), extension_until)


def deadline_of(call: Window, extension_until: datetime | None) -> datetime | None:
    """The instant that counts for one applicant: the call's, or their own later one."""
    if call.closes_at is None or extension_until is None:
        return call.closes_at
    return max(call.closes_at, extension_until)


def is_editable(
    status: ProposalStatus, call: Window, extension_until: datetime | None, received_at: datetime
) -> bool:
    """May answers, budget and documents still change?"""
    return status in EDITABLE and accepts(call, extension_until, received_at)


def check_editable(
    status: ProposalStatus, call: Window, extension_until: datetime | None, received_at: datetime
) -> None:
    """NoLongerEditable, with the reason, when nothing may change any more."""
    _check_status(status)
    if isinstance(call, TryWindow) and not accepts(call, None, received_at):
        raise NoLongerEditable(
            msg("This was not saved: the call has opened, and a test of it ends there.")
        )
    if isinstance(call, FullWindow) and call.status is CallStatus.OPEN:
        if not accepts(call, extension_until, received_at):
            raise NoLongerEditable(
                msg(
                    "This was not saved: the time for the full proposal ended at %(deadline)s. "
                    "What is stored is what you last saved before that.",
                    deadline=deadline_of(call, extension_until) or "",
                )
            )
        return
    if call.status is CallStatus.CANCELLED:
        raise NoLongerEditable(
            msg(
                "This was not saved: the call was cancelled. What is stored is what you last "
                "saved before that."
            )
        )
    if not accepts(call, extension_until, received_at):
        raise NoLongerEditable(
            msg(
                "This was not saved: the call closed at %(deadline)s. What is stored is what you "
                "last saved before that.",
                deadline=deadline_of(call, extension_until) or "",
            )
        )


def is_missed(
    status: ProposalStatus,
    call: Window,
    extension_until: datetime | None,
    received_at: datetime,
    *,
    has_unsent_changes: bool,
) -> bool:
    """Did the deadline pass with something that was never sent? A cancelled call has none."""
    deadline = deadline_of(call, extension_until)
    if deadline is None or call.status is CallStatus.CANCELLED:
        return False
    unsent = status is ProposalStatus.DRAFT or (
        status is ProposalStatus.SUBMITTED and has_unsent_changes
    )
    return unsent and received_at.replace(microsecond=0) > deadline


def _check_status(status: ProposalStatus) -> None:
    if status is ProposalStatus.WITHDRAWN:
        raise NoLongerEditable(
            msg(
                "This was not saved: the proposal was withdrawn. What is stored is what you last "
                "saved before that."
            )
        )
    if status not in EDITABLE:
        raise NoLongerEditable(
            msg(
                "This was not saved: the proposal has gone on to be checked and can no longer "
                "change. What is stored is what you last saved."
            )
        )
