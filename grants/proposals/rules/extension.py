"""When one applicant may get more time."""

from datetime import datetime, timedelta

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.deadline import EDITABLE

LONGEST = timedelta(days=60)  # a bound against a wrong year, above any use known


def check_extension(
    status: ProposalStatus,
    deadline: datetime | None,
    until_at: datetime,
    reason: str,
    now: datetime,
) -> None:
    """Refused unless it is more time, in the future, for a proposal that can be submitted."""
    if status not in EDITABLE or deadline is None:
        raise Refused(
            msg("This proposal can no longer be submitted, so more time changes nothing.")
        )
    if until_at <= max(deadline, now):
        message = msg("Give a time after the present deadline and after now")
        raise Refused(message, {"until_on": message})
    if until_at - now > LONGEST:
        message = msg("Give at most %(days)s more days", days=LONGEST.days)
        raise Refused(message, {"until_on": message})
    if not reason.strip():
        message = msg("Say why; the reason goes on record")
        raise Refused(message, {"reason": message})
