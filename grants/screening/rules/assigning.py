"""When a check may be given to somebody."""

from datetime import datetime

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.models import ProposalStatus as S
from grants.proposals.rules.moves import Move, check_move
from grants.screening.models import Finding
from grants.screening.rules.finding import check_start

RUNNING = frozenset({S.SCREENING, S.CLARIFICATION})


def check_assign(
    status: S,
    finding: Finding | None,
    officer_id: int | None,
    to_id: int,
    *,
    deadline: datetime | None,
    now: datetime,
) -> None:
    """A check that has not begun starts in the officer's name; one that runs is handed over.

    Refused when the check has ended or waits for a second person, or is theirs already.
    """
    if status not in RUNNING:
        check_move(Move.START_SCREENING, status)
        check_start(deadline, now)
        return
    if finding is not None:
        raise Refused(msg("An outcome was proposed, so the check is not handed over now."))
    if officer_id == to_id:
        raise Refused(msg("The check is in these hands already."))


def check_free(*, is_free: bool) -> None:
    """Nobody is given a proposal they are tied to."""
    if not is_free:
        raise Refused(
            msg("Something ties this person to the proposal, so somebody else must check it.")
        )
