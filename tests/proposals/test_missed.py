"""The last second, one second late, begun before and received after; and what the pages say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import CallStatus
from grants.core import clock
from grants.core.db import db
from grants.core.i18n import utc_stamp
from grants.proposals.models import Attempt, AttemptOutcome, Snapshot, TeamRole
from grants.proposals.rules.attempts import how_late, what_it_says
from tests import build
from tests.browsing import Browser, Page
from tests.proposals import ready

Browse = Callable[..., Browser]
TICKS = dict.fromkeys(("truth", "funding", "conflicts", "sharing"), "y")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(instant)` stands the one clock still at an instant."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


@pytest.fixture
def world(app: Flask) -> ready.World:
    """Complete, and the call closes in a day, at a whole second."""
    return ready.complete(closes_at=(clock.now() + timedelta(days=1)).replace(microsecond=0))


def end_of(world: ready.World) -> datetime:
    assert world.call.closes_at is not None
    return world.call.closes_at


def press(page: Page) -> Page:
    return page.form("truth").submit(TICKS, "Submit the proposal")


def attempt() -> Attempt:
    return db.session.scalars(sa.select(Attempt).order_by(Attempt.id.desc())).first()  # type: ignore[return-value]


@pytest.mark.parametrize(("late", "words"), [
    (1, "1 second after the deadline"),
    (119, "119 seconds after the deadline"),
    (125, "2 min 5 s after the deadline"),
    (3 * 3600 + 61, "3 h 1 min 1 s after the deadline"),
])  # fmt: skip
def test_how_late_is_said_to_the_second(late: int, words: str) -> None:
    assert str(how_late(late)) == words


@pytest.mark.parametrize("outcome", AttemptOutcome)
def test_every_outcome_says_why_it_was_so(outcome: AttemptOutcome) -> None:
    facts: dict[str, Any] = {
        "seconds_late": 3, "receipt": "R-1", "codes": ["title"], "why": "not the lead",
    }  # fmt: skip
    assert what_it_says(outcome, facts, {"title": "The title"}) is not None


def test_in_the_last_second_the_page_gives_a_receipt(
    world: ready.World, browse: Browse, at: Callable[[datetime], None]
) -> None:
    lead = browse(world.lead)
    end = end_of(world)
    page = lead.get(f"/proposals/{world.ref}/submit")
    at(end + timedelta(milliseconds=999))
    page = press(page)
    assert page.heading == "Receipt"
    assert utc_stamp(end) in page.text, "the second itself is what counts"


def test_begun_before_and_received_one_second_after_is_late_and_says_by_how_much(
    world: ready.World, browse: Browse, at: Callable[[datetime], None]
) -> None:
    lead = browse(world.lead)
    end = end_of(world)
    at(end)
    page = lead.get(f"/proposals/{world.ref}/submit")
    assert page.form("truth")
    at(end + timedelta(seconds=1, milliseconds=1))
    page = press(page)
    assert page.status == 422
    assert db.session.scalar(sa.select(sa.func.count(Snapshot.id))) == 0
    assert attempt().facts == {"seconds_late": 1}
    for path in ("submit", "check", "", "sections/project"):
        text = (page if path == "submit" else lead.get(f"/proposals/{world.ref}/{path}")).text
        assert "This draft was not submitted" in text, path
        assert "1 second after the deadline" in text, path
        assert utc_stamp(end + timedelta(seconds=1)) in text, path
        assert "Ama Mensah" in text, path
        assert world.call.contact_email in text, path
    assert ready.ANSWERS["summary"] in lead.get(f"/proposals/{world.ref}/sections/project").text


def test_nobody_who_tried_is_also_evidence(
    world: ready.World, browse: Browse, later: Callable[..., None]
) -> None:
    later(days=2)
    text = browse(world.lead).get(f"/proposals/{world.ref}/").text
    assert "nobody pressed" in text
    assert "Valid submissionNone" in text
    assert "Go on" not in text


def test_a_valid_submission_that_stands_is_named_before_the_changes_that_were_not_sent(
    world: ready.World, browse: Browse, later: Callable[..., None]
) -> None:
    number = ready.send(world)
    ready.write(world.proposal, "summary", "Better, and never sent.")
    later(days=2)
    lead = browse(world.lead)
    for path in ("", "sections/project", "check", "submit"):
        text = lead.get(f"/proposals/{world.ref}/{path}").text
        assert "Your last changes were not sent in time" in text, path
        assert f"{number} of" in text, path
        assert "was not submitted" not in text, path


def test_one_s_own_later_deadline_is_the_one_that_counts(
    world: ready.World, browse: Browse, later: Callable[..., None]
) -> None:
    build.extension(world.proposal, end_of(world) + timedelta(days=5))
    later(days=2)
    lead = browse(world.lead)
    assert "was not submitted" not in lead.get(f"/proposals/{world.ref}/").text
    later(days=5)
    assert "your own later deadline" in lead.get(f"/proposals/{world.ref}/").text


@pytest.mark.parametrize("over", ["in time", "cancelled"])
def test_nothing_is_called_missed_in_time_or_in_a_cancelled_call(
    world: ready.World, browse: Browse, later: Callable[..., None], over: str
) -> None:
    if over == "cancelled":
        world.call.status = CallStatus.CANCELLED
        world.call.provenance = {"cancelled": {"note": {"en": "No money."}}}
        db.session.commit()
        later(days=2)
    lead = browse(world.lead)
    for path in ("", "sections/project", "check"):
        assert "was not submitted" not in lead.get(f"/proposals/{world.ref}/{path}").text


def test_the_attempts_have_a_page_with_both_times_and_what_was_missing(
    world: ready.World, browse: Browse
) -> None:
    lead = browse(world.lead)
    assert "Nobody has tried yet" in lead.get(f"/proposals/{world.ref}/attempts").text
    page = lead.get(f"/proposals/{world.ref}/submit")
    ready.write(world.proposal, "innovation", "word " * 301)
    press(page)
    page = lead.get(f"/proposals/{world.ref}/").click("Attempts to submit")
    assert page.heading == "Attempts to submit"
    assert "Missing or over a limit: Innovation" in page.text
    assert utc_stamp(attempt().received_at) in page.text
    assert "Ama Mensah" in page.text
    assert "No submission stands" in page.text
    viewer = build.person("Vera")
    build.teammate(world.proposal, viewer, TeamRole.VIEWER)
    assert browse(viewer).get(f"/proposals/{world.ref}/attempts").status == 200


@pytest.mark.parametrize("roles", [(), (Role.OFFICER,), (Role.LEAD,), (Role.EVALUATOR,)])
def test_the_attempts_of_a_draft_are_missing_for_everybody_else(
    world: ready.World, browse: Browse, roles: tuple[Role, ...]
) -> None:
    other = browse(build.person("", *roles))
    assert other.get(f"/proposals/{world.ref}/attempts").status == 404
