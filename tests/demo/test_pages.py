"""What exists only in the demonstration: one-click sign-in, the clock, the list of people."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import config
from grants.accounts.models import Person
from grants.app import create_app
from grants.calls.models import Call, CallStatus
from grants.core import clock, settings
from grants.core.assets import build_assets
from grants.core.db import db, engine_options
from grants.core.errors import Refused
from grants.demo import clock as demo_clock
from grants.demo.cast import BY_KEY, CAST
from grants.demo.people import demo_people
from tests import build
from tests.browsing import Browser
from tests.meta.test_config import SAFE


def test_production_has_none_of_it(tmp_path: Path) -> None:
    settings_of = config.from_environment({**SAFE, "INSTANCE_DIR": str(tmp_path)})
    build_assets(config.ROOT / "static", settings_of["STATIC_DIR"])
    url = f"sqlite:///{tmp_path / 'x.db'}"
    quiet = {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url)}
    app = create_app({**settings_of, **quiet})
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert not [name for name in endpoints if name.startswith("demo.")]
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]


def test_one_click_signs_in_as_a_person_of_the_cast(own_stage: Flask) -> None:
    browser = Browser(own_stage)
    page = browser.get("/demo/people")
    for character in CAST:
        if character.key != "daniel":
            assert character.name in page.text
    home = page.form().submit(button="Sign in: Amina Yakubu")
    assert home.status == 200
    assert "Amina Yakubu" in home.source
    assert browser.get("/proposals/").status == 200


def test_nobody_outside_the_cast_is_signed_in_by_a_click(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    stranger = build.person("A real person")
    page = browse().get("/demo/people")
    token = page.root.find(".//input[@name='csrf_token']").get("value")
    answer = page.browser.post("/demo/sign-in", {"csrf_token": token, "ref": stranger.ref})
    assert answer.status == 404


def test_flask_demo_people_prints_json_of_everybody_with_their_objects(own_stage: Flask) -> None:
    answer = own_stage.test_cli_runner().invoke(args=["demo", "people"])
    assert answer.exit_code == 0, answer.output
    entries = {entry["email"]: entry for entry in json.loads(answer.output)}
    amina = entries[BY_KEY["amina"].email]
    assert amina["relation"] == BY_KEY["amina"].relation
    assert [p["status"] for p in amina["proposals"]] == ["draft"]
    assert entries[BY_KEY["daniel"].email]["disabled"]
    assert entries[BY_KEY["ahmed"].email]["assignments"]
    assert entries[BY_KEY["ingrid"].email]["endorsements"]
    assert "officer" in entries[BY_KEY["sofia"].email]["roles"]


# -- the clock -----------------------------------------------------------------------------------


@pytest.fixture
def still() -> Iterator[None]:
    """The clock goes back to the present afterwards."""
    yield
    clock.set_offset(timedelta(0))


@pytest.mark.parametrize("days", [0, -1, -366, 367, 100_000])
def test_the_clock_moves_forward_only_and_by_at_most_a_year(
    app: Flask, still: None, days: int
) -> None:
    with pytest.raises(Refused):
        demo_clock.move_by(days)
    assert clock.offset() == timedelta(0)
    assert settings.read(settings.CLOCK_OFFSET) in (None, "", "0")


@pytest.mark.parametrize("typed", ["-3", "0", "", "soon", "1.5", "٣", "999999999999"])
def test_a_wrong_number_of_days_is_told_and_moves_nothing(
    app: Flask, browse: Callable[..., Browser], still: None, typed: str
) -> None:
    page = browse().get("/demo/clock").form(holding="days").submit({"days": typed})
    if typed == "٣":  # a digit in any script is a digit
        assert clock.offset() == timedelta(days=3)
    else:
        assert "Choose between 1 and 366 days." in page.text
        assert clock.offset() == timedelta(0)


def test_days_moved_are_kept_in_the_database(
    app: Flask, browse: Callable[..., Browser], still: None
) -> None:
    before = clock.now()
    page = browse().get("/demo/clock").form(holding="days").submit({"days": "7"})
    assert "It is now" in page.text
    assert timedelta(days=7) <= clock.now() - before < timedelta(days=7, minutes=1)
    assert float(settings.read(settings.CLOCK_OFFSET) or 0) == timedelta(days=7).total_seconds()


def test_the_next_deadline_is_passed_by_a_second_and_what_fell_due_has_happened(
    app: Flask, browse: Callable[..., Browser], still: None
) -> None:
    call = build.call()
    db.session.commit()
    closes_at = demo_clock.next_deadline()
    assert closes_at is not None
    browse().get("/demo/clock").form(holding="Go there").submit(button="Go there")
    assert timedelta(0) < clock.now() - closes_at < timedelta(minutes=1)
    db.session.expire_all()
    assert db.session.get_one(Call, call.id).status is not CallStatus.OPEN


def test_without_a_deadline_the_page_says_so(app: Flask, browse: Callable[..., Browser]) -> None:
    assert "Nothing falls due" in browse().get("/demo/clock").text
    with pytest.raises(Refused):
        demo_clock.move_to_next_deadline()


def test_everybody_of_the_cast_can_be_chosen_but_the_disabled_account(world: None) -> None:
    names = [person.name for person in demo_people()]
    assert names == [c.name for c in CAST if c.key != "daniel"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) > len(names)
