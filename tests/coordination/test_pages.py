"""The pages of members and leads, as they are read and sent."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.coordination import service
from grants.coordination.models import OverlapWindow
from grants.core.db import db
from tests import build
from tests.browsing import Browser
from tests.coordination import world
from tests.counting import queries_of
from tests.reviews import world as reviews
from tests.screening import cases

Browse = Callable[..., Browser]


def test_a_lead_opens_it_on_a_page_that_shows_what_will_happen(app: Flask, browse: Browse) -> None:
    call = cases.closed_call()
    world.note(call, "The first note")
    world.reviewer()
    page = browse(cases.lead()).get(f"/overlap/{call.ref}").click("Open the time to comment")
    for words in ("The first note", "1 eligible concept note", "1 person", "Two working days"):
        assert words in page.text, words
    page = page.form("days").submit({"days": "3"}, "Open it and tell them")
    assert page.status == 422
    assert "Choose between 7 and 60 days" in page.text
    page = page.form("days").submit({"days": "10"}, "Open it and tell them")
    assert "Members can comment until" in page.text
    row = db.session.scalars(sa.select(OverlapWindow)).one()
    assert 9 < (row.ends_at - row.opened_at).total_seconds() / 86_400 < 11


def test_a_member_reads_comments_and_changes_it(app: Flask, browse: Browse) -> None:
    call = cases.closed_call()
    row = world.note(call, "The first note")
    browser = browse(world.reviewer())
    world.opened(call)
    page = browser.get("/overlap/").click("Migration").click("The first note")
    assert "Newcomers and residents plan three settlements" in page.text
    page = page.form("kind").submit({"kind": "overlaps", "project": "Markets"}, "Keep my comment")
    assert page.status == 422
    assert "Markets" in page.source
    page = page.form("kind").submit({"words": "In the same quarter."}, "Keep my comment")
    assert "Commented" in page.text
    page = browser.get(f"/overlap/{call.ref}/{row.ref}")
    assert "Change your comment" in page.text
    page.form("kind").submit({"kind": "co_finance"}, "Keep my comment")
    page = browser.get(f"/overlap/{call.ref}/{row.ref}")
    assert "How your comment read before" in page.text


def test_two_windows_of_one_person_show_both_texts(app: Flask, browse: Browse) -> None:
    call = cases.closed_call()
    row = world.note(call)
    browser = browse(world.reviewer())
    world.opened(call)
    first = browser.get(f"/overlap/{call.ref}/{row.ref}")
    second = browser.get(f"/overlap/{call.ref}/{row.ref}")
    first.form("kind").submit({"kind": "other", "words": "One text"}, "Keep my comment")
    page = second.form("kind").submit({"kind": "overlaps", "words": "Two texts"}, "Keep my comment")
    assert page.status == 409
    assert "One text" in page.text
    assert "Two texts" in page.text


def test_the_check_shows_comments_and_the_city_finds_none(app: Flask, browse: Browse) -> None:
    call, lead = cases.closed_call(), build.person()
    row = world.note(call, lead=lead)
    world.opened(call)
    service.comment(build.acting(world.reviewer()), call.ref, row.ref, world.OVERLAPS)
    page = browse(cases.officer()).get(f"/screening/{call.ref}/{row.ref}")
    assert world.OVERLAPS.words in page.text
    city = browse(lead)
    assert city.get(f"/overlap/{call.ref}").status == 404
    assert city.get(f"/overlap/{call.ref}/{row.ref}").status == 404
    assert world.OVERLAPS.words not in city.get(f"/proposals/{row.ref}/").source


def test_a_reviewer_reads_what_others_say_only_when_it_is_over(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    call = cases.closed_call()
    row, person = world.note(call), world.reviewer()
    world.opened(call)
    service.comment(build.acting(world.reviewer()), call.ref, row.ref, world.OVERLAPS)
    page = browse(person).get(f"/overlap/{call.ref}/{row.ref}")
    assert world.OVERLAPS.words not in page.text
    assert "when the time to comment is over" in page.text
    later(days=16)
    page = browse(person).get(f"/overlap/{call.ref}/{row.ref}")
    assert world.OVERLAPS.words in page.text
    assert "Keep my comment" not in page.text
    assert "You wrote nothing before" in page.text


def test_empty_states_say_what_comes(app: Flask, browse: Browse) -> None:
    browser = browse(world.reviewer())
    assert "No call to comment on yet" in browser.get("/overlap/").text
    assert "Nothing to comment on now" in browser.get("/").text
    assert "Overlap" not in browse(build.person("", Role.BOARD_MEMBER)).get("/").text


def test_the_list_asks_the_same_of_five_and_of_fifty(app: Flask, browse: Browse) -> None:
    call = cases.closed_call()
    person = build.person("", Role.MEMBER_REVIEWER, Role.BOARD_MEMBER)
    build.affiliate(person, build.member())
    rows = [world.note(call, f"Note {n}") for n in range(5)]
    world.opened(call)
    browser = browse(person)
    paths = ("/", "/overlap/", f"/overlap/{call.ref}", f"/overlap/{call.ref}/{rows[0].ref}")
    for path in paths:
        browser.get(path)
    few = [queries_of(browser, path) for path in paths]
    for n in range(45):
        world.note(call, f"Further note {n}")
    assert [queries_of(browser, path) for path in paths] == few
    assert max(few) <= 12, dict(zip(paths, few, strict=True))


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_nobody_else_finds_the_pages(app: Flask, browse: Browse, role: Role) -> None:
    call = cases.closed_call()
    row = world.note(call)
    world.opened(call)
    browser = browse(build.person("", role))
    for path in ("/overlap/", f"/overlap/{call.ref}", f"/overlap/{call.ref}/{row.ref}"):
        assert browser.get(path).status in (403, 404)


def test_the_secretary_of_the_board_reads_what_members_say_and_writes_nothing(
    app: Flask, browse: Browse
) -> None:
    call = cases.closed_call()
    row = world.note(call)
    world.opened(call)
    service.comment(build.acting(world.reviewer()), call.ref, row.ref, world.OVERLAPS)
    page = browse(build.person("", Role.BOARD_SECRETARY)).get(f"/overlap/{call.ref}/{row.ref}")
    assert world.OVERLAPS.words in page.text
    assert "Keep my comment" not in page.text


def test_evaluators_read_what_members_say_also_when_their_review_is_final(
    app: Flask, browse: Browse
) -> None:
    made = reviews.world(proposals=1)
    reviews.publish(made)
    proposal, (one, *_) = made.proposals[0], made.evaluators
    world.opened(made.call)
    service.comment(build.acting(world.reviewer()), made.call.ref, proposal.ref, world.OVERLAPS)
    ref, browser = made.ref_for(proposal, one), browse(one)
    assert world.OVERLAPS.words in browser.get(f"/reviews/{ref}").text
    reviews.write(made, proposal, one, [3, 3, 3])
    ask = browser.get(f"/reviews/{ref}/others").form("Open the other reviews")
    shown = ask.submit(button="Open the other reviews")
    assert world.OVERLAPS.words in shown.text
    final = browser.get(f"/reviews/{ref}")
    assert "This review is final" in final.text
    assert world.OVERLAPS.words in final.text
