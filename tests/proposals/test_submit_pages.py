"""The pages from checking to the receipt, as a person meets them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock, jobs
from grants.core.db import db
from grants.proposals import receipt_pdf  # noqa: F401  (registers the worker's job)
from grants.proposals.models import Attempt, ProposalStatus, TeamRole
from tests import build
from tests.browsing import Browser, Page
from tests.proposals import ready

Browse = Callable[..., Browser]
TICKS = dict.fromkeys(("truth", "funding", "conflicts", "sharing"), "y")


def declare(page: Page, **over: str) -> Page:
    return page.form("truth").submit({**TICKS, **over}, "Submit the proposal")


def number_on(page: Page) -> str:
    found = re.search(r"R-\w{5}-\w{5}", page.text)
    assert found is not None, page.text
    return found[0]


def test_from_the_check_page_to_the_receipt_and_its_pdf(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/check")
    assert "Everything is there" in page.text
    assert ready.ANSWERS["summary"] in page.text
    page = declare(page.click("Go on to submit"), ties="None.")
    assert page.heading == "Receipt"
    assert "complete and in time" in page.text
    assert "is being made" in page.text
    number = number_on(page)
    while jobs.work_once():
        pass
    page = lead.get(f"/proposals/{world.ref}/receipt")
    pdf = page.click("Download the receipt")
    assert pdf.response.mimetype == "application/pdf"
    assert pdf.response.headers["Content-Disposition"].startswith("attachment")
    pdf.response.close()
    page = lead.get(f"/proposals/{world.ref}/check")
    assert f"Your submission {number} stands" in page.text
    assert "Go on to submit" not in page.links()


def test_what_is_missing_is_listed_with_links_to_where_it_is_mended(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    ready.write(world.proposal, "summary", "")
    page = browse(world.lead).get(f"/proposals/{world.ref}/check")
    assert "2 things to mend" in page.text
    links = page.links()
    assert links["Project"] == f"/proposals/{world.ref}/sections/project#summary"
    assert links["Sponsors"].startswith(f"/proposals/{world.ref}/sections/sponsors")


def test_while_something_is_missing_the_declaration_is_not_shown(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    ready.write(world.proposal, "summary", "")
    page = browse(world.lead).get(f"/proposals/{world.ref}/submit")
    assert "2 things to mend" in page.text
    assert 'name="truth"' not in page.source
    page = page.click("See what to mend")
    assert page.heading == "Check your answers"
    assert "Go on to submit" not in page.links()


def test_a_refused_submission_keeps_what_was_typed_and_says_where_to_mend(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete()
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/submit")
    ready.write(world.proposal, "innovation", "word " * 301)
    page = declare(page, ties="My cousin works there.")
    assert page.status == 422
    assert "1 thing is missing or over a limit" in page.text
    assert "301 words" in page.text
    assert "My cousin works there." in page.source
    values = page.form("truth").values()
    assert values["truth"] == "y"
    ready.write(world.proposal, "innovation", "Short.")
    assert declare(page).heading == "Receipt"


def test_a_declaration_left_open_is_marked_at_its_box(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    page = browse(world.lead).get(f"/proposals/{world.ref}/submit")
    page = page.form("truth").submit({"truth": "y"}, "Submit the proposal")
    assert page.status == 422
    assert page.source.count("Tick this if it is true") >= 3
    assert "Error:" in page.source


def test_a_form_sent_twice_ends_on_the_same_receipt(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    page = browse(world.lead).get(f"/proposals/{world.ref}/submit")
    first, second = declare(page), declare(page)
    assert first.heading == second.heading == "Receipt"
    assert number_on(first) == number_on(second)
    assert "Sent again" in second.text


def test_a_late_submission_says_so_and_is_in_the_attempts(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    world = ready.complete(closes_at=clock.now() + timedelta(hours=1))
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/submit")
    later(hours=2)
    page = declare(page, ties="Kept?")
    assert page.status == 422
    assert "after the deadline" in page.text
    page = lead.get(f"/proposals/{world.ref}/receipt")
    assert "Not accepted: too late" in page.text
    assert "s after the deadline" in page.text
    assert "Not submitted yet" in page.text


def test_an_editor_reads_the_check_but_only_the_lead_submits(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    editor = build.person("Kofi")
    build.teammate(world.proposal, editor, TeamRole.EDITOR)
    browser = browse(editor)
    assert "Only the lead" in browser.get(f"/proposals/{world.ref}/check").text
    assert browser.get(f"/proposals/{world.ref}/submit").status == 404


def test_unsent_changes_and_the_submission_that_counts_are_told(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    first = ready.send(world)
    ready.write(world.proposal, "summary", "A better summary.")
    lead = browse(world.lead)
    assert "changed after this submission" in lead.get(f"/proposals/{world.ref}/receipt").text
    assert "count only when you submit again" in lead.get(f"/proposals/{world.ref}/check").text
    second = ready.send(world)
    page = lead.get(f"/proposals/{world.ref}/receipt")
    assert page.text.index(second) < page.text.index(first)
    assert "They were replaced" in page.text


def test_withdrawing_shows_what_will_happen_before_it_does(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    ready.send(world)
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/receipt").click("Withdraw the proposal")
    assert "cannot be undone" in page.text
    assert "The sponsors who confirmed" in page.text
    page.form("reason").submit({"reason": "Other money."}, "Withdraw the proposal")
    db.session.refresh(world.proposal)
    assert world.proposal.status is ProposalStatus.WITHDRAWN
    page = lead.get(f"/proposals/{world.ref}/withdraw")
    assert "cannot be withdrawn here" in page.text
    assert "The proposal was withdrawn" in lead.get(f"/proposals/{world.ref}/receipt").text


@pytest.mark.parametrize("page", ["check", "receipt", "history", "team", "sponsors"])
def test_pages_for_the_team_are_missing_for_everybody_else(
    app: Flask, browse: Browse, page: str
) -> None:
    world = ready.complete()
    address = f"/proposals/{world.ref}/{page}"
    assert browse(build.person()).get(address).status == 404
    assert browse(build.person("", Role.OFFICER)).get(address).status == 404, "a draft"
    assert browse().get(address).heading == "Sign in"
    ready.send(world)
    assert browse(build.person("", Role.OFFICER)).get(address).status == 200
    assert browse(build.person("", Role.EVALUATOR)).get(address).status == 404


def test_a_removed_collaborator_gets_404_on_everything_at_once(app: Flask, browse: Browse) -> None:
    from grants.proposals.service import team

    world = ready.complete()
    ready.send(world)
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi)
    browser = browse(kofi)
    pages = ("", "check", "receipt", "history", "team", "sponsors", "sections/project")
    assert all(browser.get(f"/proposals/{world.ref}/{p}").status == 200 for p in pages)
    form = browser.get(f"/proposals/{world.ref}/sponsors").form("representative")
    team.remove(world.actor, world.ref, kofi.ref)
    assert {browser.get(f"/proposals/{world.ref}/{p}").status for p in pages} == {404}
    assert form.submit({"representative": "X"}).status in (404, 422)
    theirs, missing = (browser.get(f"/proposals/{r}/check").text for r in (world.ref, "ZZZZ"))
    assert theirs.rpartition(":")[0] == missing.rpartition(":")[0], "but for the error's number"
    assert db.session.scalar(sa.select(sa.func.count(Attempt.id))) == 1


def test_a_stranger_who_posts_a_submission_leaves_no_attempt(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    page = browse(world.lead).get(f"/proposals/{world.ref}/submit")
    other = browse(build.person())
    data = page.form("truth").values()
    other.get("/proposals/")
    answer = other.post(f"/proposals/{world.ref}/submit", data)
    assert answer.status in (400, 404)
    assert db.session.scalar(sa.select(sa.func.count(Attempt.id))) == 0


def test_the_timeline_tells_the_team_its_steps_and_nothing_of_the_house(
    app: Flask, browse: Browse
) -> None:
    from grants.core.actor import SYSTEM
    from grants.proposals.rules.moves import Move
    from grants.proposals.service.move import move

    world = ready.complete()
    ready.send(world)
    for step in (
        Move.START_SCREENING,
        Move.FIND_ELIGIBLE,
        Move.START_REVIEW,
        Move.RANK,
        Move.SEND_TO_BOARD,
        Move.DECIDE,
    ):
        move(SYSTEM, world.proposal, step)
    db.session.commit()
    page = browse(world.lead).get(f"/proposals/{world.ref}/history")
    for shown in ("Submitted", "Found eligible", "A sponsor confirmed", world.member.name):
        assert shown in page.text
    for hidden in ("evaluators", "Ranked", "board", "Decided"):
        assert hidden not in page.text
    office = browse(build.person("", Role.OFFICER)).get(f"/proposals/{world.ref}/history")
    assert "Decided by the board" in office.text
    assert "Answers were changed" not in office.text
