"""When applicants may get more time."""

from datetime import datetime, timedelta

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.deadline import EDITABLE

LONGEST = timedelta(days=60)  # a bound against a wrong year, above any use known


def is_in_time(deadline: datetime | None, now: datetime) -> bool:
    """A deadline moves only before it has passed."""
    return deadline is not None and now <= deadline


def check_extension(
    ref: str,
    status: ProposalStatus,
    deadline: datetime | None,
    until_at: datetime,
    now: datetime,
) -> None:
    """Refused, naming the proposal, unless it is more time for one that is being written."""
    if status not in EDITABLE or deadline is None:
        raise Refused(
            msg(
                "%(ref)s can no longer be submitted, so more time changes nothing. "
                "Nobody was given more time.",
                ref=ref,
            )
        )
    if not is_in_time(deadline, now):
        raise Refused(
            msg(
                "The deadline of %(ref)s has passed, so it can no longer be moved. "
                "Nobody was given more time.",
                ref=ref,
            )
        )
    if until_at <= deadline:
        message = msg(
            "Choose a later time: the present deadline of %(ref)s is %(it)s.", ref=ref, it=deadline
        )
        raise Refused(message, {"day": message})
    if until_at - deadline > LONGEST:
        message = msg("Give at most %(days)s more days", days=LONGEST.days)
        raise Refused(message, {"day": message})


def check_reason(reason: str) -> None:
    """It goes on record, so there must be one."""
    if not reason.strip():
        message = msg("Say why the deadline moves: the reason is kept on record")
        raise Refused(message, {"reason": message})
