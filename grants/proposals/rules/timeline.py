"""From the receipt to the result, as an applicant may know it.

What the house does among itself has no date here before the result is released: neither when the
evaluation ended nor when the board decided, and a decided proposal reads like one still with the
board.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from grants.calls.rules.calendar import Calendar
from grants.core.messages import N_
from grants.proposals.models import ProposalStatus as S


class Stage(enum.StrEnum):
    """A step on the way."""

    RECEIVED = "received"
    CHECKED = "checked"
    CLARIFIED = "clarified"
    EVALUATED = "evaluated"
    BOARD = "board"
    RESULT = "result"
    FULL_PROPOSAL = "full_proposal"
    WITHDRAWN = "withdrawn"


STAGE_WORDS: dict[Stage, str] = {
    Stage.RECEIVED: N_("Received"),
    Stage.CHECKED: N_("Eligibility check"),
    Stage.CLARIFIED: N_("A question to you, and your answer"),
    Stage.EVALUATED: N_("Reading and scoring by the evaluators"),
    Stage.BOARD: N_("Decision of the Management Board"),
    Stage.RESULT: N_("The result, told to everybody at once"),
    Stage.FULL_PROPOSAL: N_("Your full proposal"),
    Stage.WITHDRAWN: N_("Withdrawn"),
}


class Place(enum.StrEnum):
    """Where a step lies, seen from now."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class TimelineStep:
    """One step, with the day planned and the day reached, as far as either may be told."""

    stage: Stage
    place: Place
    planned: datetime | None = None
    reached: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Not reached though its day is over."""
        return self.place is not Place.DONE and self.planned is not None and now > self.planned


# Events of the trail that say when a step was reached.
REACHED: dict[str, Stage] = {
    "proposal:find_eligible": Stage.CHECKED,
    "proposal:find_ineligible": Stage.CHECKED,
    "proposal:uphold_appeal": Stage.CHECKED,
    "proposal:end_clarification": Stage.CLARIFIED,
    "proposal:release_approved": Stage.RESULT,
    "proposal:release_reserve": Stage.RESULT,
    "proposal:release_rejected": Stage.RESULT,
    "proposal:withdraw": Stage.WITHDRAWN,
}
# Those that may be told only once the result is.
REACHED_IN_THE_HOUSE: dict[str, Stage] = {
    "proposal:send_to_board": Stage.EVALUATED,
    "proposal:decide": Stage.BOARD,
}
RELEASED = frozenset({S.APPROVED, S.RESERVE, S.REJECTED})

_NOW: dict[S, Stage] = {
    S.SUBMITTED: Stage.CHECKED,
    S.SCREENING: Stage.CHECKED,
    S.CLARIFICATION: Stage.CLARIFIED,
    S.ELIGIBLE: Stage.EVALUATED,
    S.IN_REVIEW: Stage.EVALUATED,
    S.RANKED: Stage.EVALUATED,
    S.WITH_BOARD: Stage.BOARD,
    S.DECIDED: Stage.BOARD,
}
_WAY = (Stage.RECEIVED, Stage.CHECKED, Stage.EVALUATED, Stage.BOARD, Stage.RESULT)


@dataclass(frozen=True)
class FullWay:
    """The full proposal that follows: until when it is to be written, and since when it is in."""

    due_at: datetime | None
    submitted_at: datetime | None = None


def events_told(status: S) -> dict[str, Stage]:
    """The events whose time this state of the proposal lets its team know."""
    return REACHED | REACHED_IN_THE_HOUSE if status in RELEASED else REACHED


def timeline_of(
    status: S,
    submitted_at: datetime,
    reached: Mapping[Stage, datetime],
    calendar: Calendar | None,
    *,
    answer_by: datetime | None = None,
    full: FullWay | None = None,
) -> list[TimelineStep]:
    """The steps in order; `full` where the call asks for a full proposal."""
    known = {**reached, Stage.RECEIVED: submitted_at}
    planned = _planned(calendar, answer_by)
    if status in (S.WITHDRAWN, S.INELIGIBLE):
        return _ended(status, known, planned)
    present = _NOW.get(status)
    way = list(_WAY)
    if status is S.CLARIFICATION or Stage.CLARIFIED in known:
        way.insert(1, Stage.CLARIFIED)
    at = way.index(present) if present is not None else len(way)
    steps = [
        TimelineStep(stage, _place(n, at), planned.get(stage), known.get(stage) if n < at else None)
        for n, stage in enumerate(way)
    ]
    if full is not None:
        place = Place.NOW if status is S.APPROVED else Place.AHEAD
        place = Place.DONE if full.submitted_at else place
        steps.append(TimelineStep(Stage.FULL_PROPOSAL, place, full.due_at, full.submitted_at))
    return steps


def _place(n: int, at: int) -> Place:
    if n < at:
        return Place.DONE
    return Place.NOW if n == at else Place.AHEAD


def _planned(calendar: Calendar | None, answer_by: datetime | None) -> dict[Stage, datetime | None]:
    found: dict[Stage, datetime | None] = {Stage.CLARIFIED: answer_by}
    if calendar is not None:
        found[Stage.CHECKED] = calendar.checked
        found[Stage.EVALUATED] = calendar.evaluated
        found[Stage.BOARD] = calendar.board
        found[Stage.RESULT] = calendar.result
    return found


def _ended(
    status: S, known: Mapping[Stage, datetime], planned: Mapping[Stage, datetime | None]
) -> list[TimelineStep]:
    """What was reached, and where it ended; nothing is ahead any more."""
    way = [stage for stage in (Stage.RECEIVED, Stage.CLARIFIED, Stage.CHECKED) if stage in known]
    last = Stage.WITHDRAWN if status is S.WITHDRAWN else Stage.CHECKED
    way = [stage for stage in way if stage is not last] + [last]
    return [TimelineStep(s, Place.DONE, planned.get(s), known.get(s)) for s in way]
