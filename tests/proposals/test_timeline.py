"""From the receipt to the result: planned and reached, and nothing of what is not released."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from grants.calls.models import BoardProcedure
from grants.calls.rules.calendar import calendar_of
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.proposals.models import ProposalStatus as S
from grants.proposals.rules.moves import Move
from grants.proposals.rules.timeline import FullWay, Place, Stage, events_told, timeline_of
from grants.proposals.service.move import move
from tests.browsing import Browser
from tests.proposals import ready

Browse = Callable[..., Browser]
AT = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)
TO_THE_BOARD = (
    Move.START_SCREENING, Move.FIND_ELIGIBLE, Move.START_REVIEW, Move.RANK, Move.SEND_TO_BOARD,
)  # fmt: skip


class Planned:
    closes_at: datetime | None = AT
    no_objection_days = 14

    def __init__(self, procedure: BoardProcedure = BoardProcedure.NO_OBJECTION):
        self.board_procedure = procedure


def test_the_calendar_follows_from_the_deadline_and_a_meeting_sets_its_own_day() -> None:
    found = calendar_of(Planned())
    assert found is not None
    days = [
        (at - AT).days for at in (found.checked, found.evaluated, found.board, found.result) if at
    ]
    assert days == [12, 47, 61, 63]
    meeting = calendar_of(Planned(BoardProcedure.MEETING))
    assert meeting is not None
    assert (meeting.board, meeting.result) == (None, None)


@pytest.mark.parametrize(
    ("status", "now"),
    [
        (S.SUBMITTED, Stage.CHECKED),
        (S.SCREENING, Stage.CHECKED),
        (S.CLARIFICATION, Stage.CLARIFIED),
        (S.ELIGIBLE, Stage.EVALUATED),
        (S.IN_REVIEW, Stage.EVALUATED),
        (S.RANKED, Stage.EVALUATED),
        (S.WITH_BOARD, Stage.BOARD),
        (S.DECIDED, Stage.BOARD),
        (S.APPROVED, Stage.FULL_PROPOSAL),
        (S.REJECTED, None),
        (S.RESERVE, None),
        (S.INELIGIBLE, None),
        (S.WITHDRAWN, None),
    ],
)
def test_one_step_is_the_present_one_and_those_before_it_are_done(
    status: S, now: Stage | None
) -> None:
    full = FullWay(AT) if status not in (S.REJECTED, S.RESERVE) else None
    steps = timeline_of(status, AT, {}, calendar_of(Planned()), full=full)
    assert [s.stage for s in steps if s.place is Place.NOW] == ([now] if now else [])
    places = [s.place for s in steps]
    assert places == sorted(places, key=list(Place).index), "done, now, ahead"
    assert steps[0].stage is Stage.RECEIVED
    assert steps[0].reached == AT


def test_before_the_release_no_date_of_the_house_is_told() -> None:
    hidden = {"proposal:send_to_board", "proposal:decide"}
    for status in S:
        is_released = status in (S.APPROVED, S.RESERVE, S.REJECTED)
        assert hidden.isdisjoint(events_told(status)) is not is_released, status


def test_a_step_ahead_has_no_date_reached_whatever_is_known() -> None:
    known = {Stage.BOARD: AT, Stage.RESULT: AT, Stage.EVALUATED: AT}
    steps = timeline_of(S.DECIDED, AT, known, None)
    assert {s.stage for s in steps if s.reached} == {Stage.RECEIVED, Stage.EVALUATED}


def text_of(browser: Browser, world: ready.World) -> str:
    """The task list without what differs at every request."""
    page = browser.get(f"/proposals/{world.ref}/")
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", page.text)


def test_a_decided_proposal_reads_to_its_team_like_one_with_the_board(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    world = ready.complete()
    ready.send(world)
    later(days=31)
    for step in TO_THE_BOARD:
        move(SYSTEM, world.proposal, step)
    db.session.commit()
    lead = browse(world.lead)
    before = text_of(lead, world)
    assert "What happens when" in before
    later(days=3)
    move(SYSTEM, world.proposal, Move.DECIDE)
    db.session.commit()
    assert text_of(lead, world) == before
    later(days=2)
    move(SYSTEM, world.proposal, Move.RELEASE_REJECTED)
    db.session.commit()
    after = text_of(lead, world)
    assert after.count("Reached on") == 4
    assert "Full" not in after


def test_the_plan_says_by_when_and_a_late_step_asks_nothing(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    world = ready.complete()
    ready.send(world)
    lead = browse(world.lead)
    assert "Begins when the call has closed" in text_of(lead, world)
    later(days=50)
    text = text_of(lead, world)
    assert "Begins when the call has closed" not in text
    assert text.count("and takes longer") == 1
    assert text.count("Planned by") == 3


def test_a_draft_has_no_timeline(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    assert "What happens when" not in text_of(browse(world.lead), world)


def test_a_withdrawn_proposal_ends_there(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    ready.send(world)
    move(world.actor, world.proposal, Move.WITHDRAW)
    db.session.commit()
    text = text_of(browse(world.lead), world)
    assert "Decision of the Management Board" not in text
    assert f"Reached on {clock.now():%A}" in text


def test_the_calendar_of_the_office_and_of_the_city_is_one() -> None:
    from grants.screening.rules.periods import screening_due

    found = calendar_of(Planned())
    assert found is not None
    assert screening_due(AT) == found.checked == AT + timedelta(days=12)
