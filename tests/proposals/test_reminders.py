"""Reminders by the clock: sponsors seven and two days before, their teams three days before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from grants.calls.models import CallStatus
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Refused
from grants.proposals.models import ProposalStatus, TeamRole
from grants.proposals.queries.access import find
from grants.proposals.queries.endorsement import sponsors_of
from grants.proposals.rules.endorsement import is_reminder_due
from grants.proposals.service import sponsors
from grants.proposals.service.reminders import remind_due, tell_teams
from grants.proposals.service.submit import NotSubmitted
from tests import build
from tests.browsing import Browser
from tests.proposals import ready

Later = Callable[..., None]
END = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("asked", "reminded", "now", "due"),
    [
        (20 * DAY, None, 8 * DAY, False),
        (20 * DAY, None, 7 * DAY, True),
        (20 * DAY, 7 * DAY, 6 * DAY, False),
        (20 * DAY, 7 * DAY, 2 * DAY, True),
        (20 * DAY, 2 * DAY, HOUR, False),
        (20 * DAY, None, timedelta(0), True),
        (20 * DAY, None, -timedelta(seconds=1), False),
        (5 * DAY, None, 4 * DAY, False),  # asked within the week: the first reminder is at two days
        (5 * DAY, None, 2 * DAY, True),
        (20 * DAY, 7 * DAY + HOUR, 7 * DAY, False),  # somebody of the team pressed an hour before
        (20 * DAY, 2 * DAY + 19 * HOUR, 2 * DAY, False),
    ],
)
def test_a_reminder_is_due_once_at_each_of_its_two_hours(
    asked: timedelta, reminded: timedelta | None, now: timedelta, due: bool
) -> None:
    last = None if reminded is None else END - reminded
    assert is_reminder_due(END - asked, last, END, END - now) is due


@pytest.fixture
def world(app: Flask) -> ready.World:
    """Closes in 30 days; one sponsor was asked and has not answered."""
    made = ready.complete(endorsed=False)
    ready.ask_sponsor(made)
    return made


@pytest.mark.both_databases
def test_the_worker_reminds_twice_and_tells_the_team_once(world: ready.World, later: Later) -> None:
    assert (remind_due(), tell_teams()) == (0, 0)
    later(days=23, minutes=1)
    assert (remind_due(), remind_due(), tell_teams()) == (1, 0, 0)
    later(days=4)
    assert (remind_due(), tell_teams(), tell_teams()) == (0, 1, 0)
    later(days=1)
    assert (remind_due(), remind_due(), tell_teams()) == (1, 0, 0)
    later(days=3)
    assert (remind_due(), tell_teams()) == (0, 0)
    assert len(ready.mails("endorsement_reminder")) == 2
    (told,) = ready.mails("sponsors_waiting")
    assert told.person_id == world.lead.id
    assert told.params["sponsors"] == ["Slum Dwellers International (Sheela Patel)"]


def test_everybody_of_the_team_is_told_and_those_who_left_are_not(
    world: ready.World, later: Later
) -> None:
    build.teammate(world.proposal, build.person("Kofi"))
    gone = build.teammate(world.proposal, build.person("Gone"), TeamRole.VIEWER)
    gone.removed_at = clock.now()
    db.session.commit()
    later(days=28)
    assert tell_teams() == 1
    assert len(ready.mails("sponsors_waiting")) == 2


def test_a_deadline_moved_for_one_applicant_moves_the_reminders(
    world: ready.World, later: Later
) -> None:
    build.extension(world.proposal, clock.now() + timedelta(days=40))
    later(days=28)
    assert (remind_due(), tell_teams()) == (0, 0)
    later(days=6)
    assert (remind_due(), tell_teams()) == (1, 0)
    later(days=4)
    assert (remind_due(), tell_teams()) == (1, 1)


def test_nobody_is_reminded_of_what_is_over(world: ready.World, later: Later) -> None:
    later(days=28)
    world.call.status = CallStatus.CANCELLED
    db.session.commit()
    assert (remind_due(), tell_teams()) == (0, 0)
    world.call.status = CallStatus.OPEN
    world.proposal.status, world.proposal.submitted_at = ProposalStatus.WITHDRAWN, clock.now()
    db.session.commit()
    assert (remind_due(), tell_teams()) == (0, 0)


def test_who_has_answered_is_left_in_peace(world: ready.World, later: Later) -> None:
    ready.confirm_by(world, ready.token_mailed("endorsement_request"))
    later(days=28)
    assert (remind_due(), tell_teams()) == (0, 0)


def test_a_press_of_the_team_counts_as_the_reminder(world: ready.World, later: Later) -> None:
    later(days=22, hours=23)
    ref = sponsors_of(find(world.actor, world.ref))[0].ref
    sponsors.remind(world.actor, world.ref, ref, received_at=clock.now())
    later(hours=2)
    assert remind_due() == 0


def test_a_sponsor_after_the_deadline_reads_when_it_was_and_keeps_what_was_typed(
    app: Flask, browse: Callable[..., Browser], later: Later
) -> None:
    world = ready.complete(endorsed=False)
    token = ready.ask_sponsor(world)
    page = browse().get(f"/endorse/{token}")
    later(days=31)
    late = page.form("position").submit(
        {"position": "Director", "role": "We train the women.", "speaks": "y"},
        "Confirm the endorsement",
    )
    assert late.status == 422
    assert "The last moment to answer was" in late.text
    assert world.call.contact_email in late.text
    assert "We train the women." in late.text
    page = browse().get(f"/endorse/{token}")
    assert "You can no longer answer" in page.text
    assert "What you typed" not in page.text
    assert world.proposal.title not in page.text
    assert ready.mails("endorsement_answered") == []


def test_at_the_last_second_a_sponsor_still_counts_and_one_later_does_not(
    app: Flask, later: Later
) -> None:
    world = ready.complete(
        endorsed=False, closes_at=(clock.now() + timedelta(days=1)).replace(microsecond=0)
    )
    end = world.call.closes_at
    assert end is not None
    token = ready.ask_sponsor(world)
    with pytest.raises(Refused, match="deadline of this call has passed"):
        ready.confirm_by(world, token, at=end + timedelta(seconds=1))
    db.session.rollback()
    ready.confirm_by(world, token, at=end + timedelta(milliseconds=999))


def test_two_sponsors_asked_for_means_two(app: Flask) -> None:
    world = ready.complete(sponsors_required=2)
    with pytest.raises(NotSubmitted) as refused:
        ready.send(world)
    (problem,) = refused.value.problems
    assert "1 of the sponsors have confirmed; the call asks for 2" in str(problem.message)
    db.session.rollback()
    ready.endorse(world, build.member("GIZ"), email="max@giz.example")
    assert ready.send(world).startswith("R-")
