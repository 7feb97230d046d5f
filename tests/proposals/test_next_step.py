"""What comes next for one member of a team, and what is most urgent over everything."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from grants.calls.models import CallStatus
from grants.proposals.models import ProposalStatus as S, TeamRole as T
from grants.proposals.rules.next_step import (
    Clocks,
    Need,
    Step,
    asked_to_endorse,
    invited,
    most_urgent,
    next_step,
)

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    status: CallStatus = CallStatus.OPEN
    opens_at: datetime | None = NOW - 20 * DAY
    closes_at: datetime | None = NOW + 5 * DAY


@dataclass(frozen=True)
class Own:
    ref: str = "P"
    status: S = S.DRAFT
    role: T = T.LEAD
    is_imported: bool = False
    is_full: bool = False
    has_unsent_changes: bool = False
    status_at: datetime = NOW - DAY
    window: Window = Window()
    until: datetime | None = None
    sections: int = 5
    sections_done: int = 2
    sections_left: int = 3
    sections_wrong: int = 0


FULL = {"sections_done": 5, "sections_left": 0}
WAITS = Clocks(answer_by=NOW + DAY)
MAY_OBJECT = Clocks(appeal_until=NOW + DAY)


@pytest.mark.parametrize(
    ("own", "clocks", "need", "page"),
    [
        ({}, Clocks(), Need.WRITE, "proposals.tasks"),
        ({"sections_wrong": 1}, Clocks(), Need.MEND, "proposals.tasks"),
        (FULL, Clocks(), Need.SUBMIT, "proposals.check"),
        ({**FULL, "sections_done": 4}, Clocks(), Need.SUBMIT, "proposals.check"),
        ({**FULL, "role": T.EDITOR}, Clocks(), Need.NOTHING, None),
        ({"role": T.VIEWER}, Clocks(), Need.NOTHING, None),
        ({"status": S.SUBMITTED}, Clocks(), Need.NOTHING, None),
        ({"status": S.SUBMITTED, "has_unsent_changes": True}, Clocks(), Need.RESUBMIT,
         "proposals.check"),
        ({"status": S.CLARIFICATION}, WAITS, Need.ANSWER, "screening.clarification"),
        ({"status": S.CLARIFICATION, "role": T.EDITOR}, WAITS, Need.ANSWER,
         "screening.clarification"),
        ({"status": S.CLARIFICATION, "role": T.VIEWER}, WAITS, Need.NOTHING, None),
        ({"status": S.INELIGIBLE}, MAY_OBJECT, Need.APPEAL, "screening.outcome"),
        ({"status": S.INELIGIBLE, "role": T.EDITOR}, MAY_OBJECT, Need.NOTHING, None),
        ({"status": S.INELIGIBLE}, Clocks(appeal_until=NOW - DAY), Need.NOTHING, None),
        ({"status": S.INELIGIBLE}, Clocks(), Need.NOTHING, None),
        ({"status": S.INELIGIBLE}, Clocks(has_objected=True), Need.NOTHING, None),
        ({"status": S.REJECTED}, Clocks(), Need.READ, "board.letter"),
        ({"status": S.REJECTED, "status_at": NOW - 31 * DAY}, Clocks(), Need.NOTHING,
         "board.letter"),
        ({"status": S.APPROVED, "is_imported": True}, Clocks(), Need.NOTHING, None),
    ],
)  # fmt: skip
def test_the_next_thing_follows_from_state_role_and_clock(
    own: dict[str, Any], clocks: Clocks, need: Need, page: str | None
) -> None:
    step = next_step(Own(**own), clocks, NOW)
    assert step.need is need
    assert (step.link.endpoint if step.link else None) == page
    assert bool(step.button) is step.is_to_do


@pytest.mark.parametrize("role", T)
@pytest.mark.parametrize("status", S)
def test_every_state_says_something_to_everybody_and_none_tells_of_a_decision(
    status: S, role: T
) -> None:
    step = next_step(Own(status=status, role=role), Clocks(), NOW)
    assert str(step.words)
    if status in (S.RANKED, S.WITH_BOARD, S.DECIDED):
        assert step == next_step(Own(status=S.ELIGIBLE, role=role), Clocks(), NOW)


def test_the_last_second_is_still_time_to_write_and_the_next_is_not() -> None:
    closes_at = (NOW + DAY).replace(microsecond=0)
    own = Own(window=Window(closes_at=closes_at))
    assert next_step(own, Clocks(), closes_at + timedelta(milliseconds=900)).need is Need.WRITE
    late = next_step(own, Clocks(), closes_at + timedelta(seconds=1))
    assert late.need is Need.NOTHING
    assert "was not submitted" in str(late.words)
    more = replace(own, until=closes_at + DAY)
    assert next_step(more, Clocks(), closes_at + timedelta(seconds=1)).by == closes_at + DAY


def test_a_cancelled_call_asks_for_nothing() -> None:
    own = Own(window=Window(status=CallStatus.CANCELLED))
    step = next_step(own, Clocks(), NOW)
    assert not step.is_to_do
    assert "cancelled" in str(step.words)


def test_a_late_answer_is_still_asked_for_and_comes_first() -> None:
    late = next_step(Own(status=S.CLARIFICATION), Clocks(answer_by=NOW - DAY), NOW)
    assert late.need is Need.ANSWER
    assert "late answer is still taken" in str(late.words)
    assert most_urgent([next_step(Own(), Clocks(), NOW), late]) is late


def test_the_most_urgent_is_what_is_due_first_and_what_has_no_date_comes_last() -> None:
    write = next_step(Own(), Clocks(), NOW)
    letter = next_step(Own(status=S.APPROVED), Clocks(), NOW)
    join = invited("T", NOW + DAY)
    endorse = asked_to_endorse("T", NOW + DAY)
    quiet = next_step(Own(status=S.SUBMITTED), Clocks(), NOW)
    assert most_urgent([letter, write, endorse, join, quiet]) is join
    assert most_urgent([letter, write]) is write
    assert most_urgent([letter, quiet]) is letter
    assert most_urgent([quiet]) is None


def test_of_two_due_together_the_office_comes_before_the_writing() -> None:
    at = NOW + DAY
    steps = [Step(need, next_step(Own(), Clocks(), NOW).words, by=at) for need in reversed(Need)]
    found = most_urgent(steps)
    assert found is not None
    assert found.need is Need.ANSWER
