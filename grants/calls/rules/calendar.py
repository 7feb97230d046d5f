"""How long the steps after the deadline usually take, and the days that follow from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from grants.calls.models import BoardProcedure

# From the close of a call to the outcome of its eligibility check, as in the round of 2011.
SCREENING_DAYS = 12
EVALUATION_DAYS = 30
MODERATION_DAYS = 5
RESULT_DAYS = 2  # after the board has decided


class Planned(Protocol):
    """A call, as far as its calendar goes."""

    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def board_procedure(self) -> BoardProcedure: ...
    @property
    def no_objection_days(self) -> int: ...


@dataclass(frozen=True)
class Calendar:
    """By when each step should be over; None where a meeting of the board sets the day."""

    checked: datetime
    evaluated: datetime
    board: datetime | None
    result: datetime | None


def calendar_of(call: Planned) -> Calendar | None:
    """Counted from the deadline of the call; None for a call without one."""
    if call.closes_at is None:
        return None
    checked = call.closes_at + timedelta(days=SCREENING_DAYS)
    evaluated = checked + timedelta(days=EVALUATION_DAYS + MODERATION_DAYS)
    if call.board_procedure is not BoardProcedure.NO_OBJECTION:
        return Calendar(checked, evaluated, None, None)
    board = evaluated + timedelta(days=call.no_objection_days)
    return Calendar(checked, evaluated, board, board + timedelta(days=RESULT_DAYS))
