"""What is being prepared can be corrected until the members have it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.board.models import MeetingKind
from grants.board.service import opening, prepare
from grants.board.service.changing import change_meeting
from grants.core.db import db
from grants.core.errors import Forbidden, Refused
from tests import build
from tests.board import world as w
from tests.browsing import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def sylvie(app: Flask) -> Person:
    return build.person("Sylvie", Role.BOARD_SECRETARY)


def prepared(by: Person, kind: MeetingKind = MeetingKind.MEETING) -> str:
    """What carried-over items wait in, or a written procedure; with one item."""
    ref = prepare.prepare(build.acting(by), prepare.Plan(kind, "Items carried over"))
    prepare.add_note(build.acting(by), ref, "A note", "Its paper.")
    return ref


def test_the_secretary_gives_a_carried_over_meeting_its_title_and_day(
    sylvie: Person, browse: Browse
) -> None:
    ref = prepared(sylvie)
    page = browse(sylvie).get(f"/board/{ref}/").click("Change title and dates")
    assert page.form("title").values()["title"] == "Items carried over"
    page = page.form("title").submit({"title": "Twelfth meeting", "quorum_members": "6"})
    assert page.heading == "Twelfth meeting"
    assert w.meeting(ref).opens_at is None, "the day may stay open until it is opened"
    page = page.click("Change title and dates").form("title")
    page = page.submit({"meets_on": "2031-05-06", "meets_at": "09:30"})
    assert "6 May 2031, 09:30" in page.text
    again = page.click("Change title and dates").form("title").values()
    assert (again["meets_on"], again["meets_at"]) == ("2031-05-06", "09:30")
    assert (w.meeting(ref).quorum_members, w.meeting(ref).days) == (6, 14)


def test_a_written_procedure_has_days_and_no_day_of_a_meeting(
    sylvie: Person, browse: Browse
) -> None:
    ref = prepared(sylvie, MeetingKind.WRITTEN)
    page = browse(sylvie).get(f"/board/{ref}/edit")
    assert "Day of the meeting" not in page.text
    wrong = page.form("title").submit({"days": "91", "title": ""})
    assert wrong.status == 422
    assert "Choose between 1 and 90 days" in wrong.text
    assert "Give it a title" in wrong.text
    assert wrong.form("title").values()["days"] == "91"
    wrong.form("title").submit({"days": "21", "title": "Awards of spring"})
    assert (w.meeting(ref).days, w.meeting(ref).title) == (21, "Awards of spring")


def test_a_change_is_in_the_trail_without_its_words(sylvie: Person, browse: Browse) -> None:
    ref = prepared(sylvie)
    page = browse(sylvie).get(f"/board/{ref}/edit")
    page.form("title").submit({"title": "Secret title", "meets_on": "2031-05-06"})
    event = db.session.scalars(sa.select(TrailEvent).where(TrailEvent.action == "board:change"))
    new = event.one().new or {}
    assert set(new) == {"title", "opens_at"}
    assert new["opens_at"].startswith("2031-05-06")
    assert "Secret" not in str(new)


def test_a_stale_change_shows_both_texts(sylvie: Person, browse: Browse) -> None:
    ref = prepared(sylvie)
    browser = browse(sylvie)
    stale = browser.get(f"/board/{ref}/edit").form("title")
    browser.get(f"/board/{ref}/edit").form("title").submit({"title": "Newer title"})
    page = stale.submit({"title": "Other title"})
    assert page.status == 409
    assert "Newer title" in page.text
    assert "Other title" in page.text
    assert w.meeting(ref).title == "Newer title"


def test_the_same_change_sent_twice_is_made_once(sylvie: Person, browse: Browse) -> None:
    ref = prepared(sylvie)
    form = browse(sylvie).get(f"/board/{ref}/edit").form("title")
    assert form.submit({"title": "Twelfth"}).heading == "Twelfth"
    assert form.submit({"title": "Twelfth"}).heading == "Twelfth"
    made = sa.select(sa.func.count(TrailEvent.seq)).where(TrailEvent.action == "board:change")
    assert db.session.scalar(made) == 1


def test_nothing_is_changed_once_the_members_have_it(sylvie: Person, browse: Browse) -> None:
    ref = prepared(sylvie, MeetingKind.WRITTEN)
    browser = browse(sylvie)
    late = browser.get(f"/board/{ref}/edit").form("title")
    opening.open_meeting(build.acting(sylvie), ref, w.meeting(ref).version)
    page = late.submit({"title": "Too late"})
    assert page.status == 422
    assert "no longer being prepared" in page.text
    assert w.meeting(ref).title == "Items carried over"
    page = browser.get(f"/board/{ref}/edit")
    assert "can no longer be changed" in page.text
    assert "Change title and dates" not in page.text


def test_only_the_secretary_changes_what_is_prepared(sylvie: Person, browse: Browse) -> None:
    ref = prepared(sylvie)
    for role in (Role.BOARD_CHAIR, Role.LEAD, Role.AUDITOR, Role.BOARD_MEMBER):
        somebody = build.person(role.value, role)
        assert browse(somebody).get(f"/board/{ref}/edit").status == 403
        plan = prepare.Plan(MeetingKind.MEETING, "Mine")
        with pytest.raises(Forbidden):
            change_meeting(build.acting(somebody), ref, plan, version=1)
    plan = prepare.Plan(MeetingKind.MEETING, "Mine", days=0)
    with pytest.raises(Refused):
        change_meeting(build.acting(sylvie), ref, plan, version=w.meeting(ref).version)
