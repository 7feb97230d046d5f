"""The first page of an applicant: where everything stands, and the one thing to do first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import ProposalStatus, TeamRole
from grants.proposals.service import team
from grants.screening.models import Clarification, ClarificationStatus
from tests import build
from tests.browsing import Browser, Page
from tests.counting import queries_of
from tests.proposals import ready

Browse = Callable[..., Browser]


def filled(page: Page) -> list[str]:
    """The filled buttons of a page, by their text."""
    assert page.root is not None
    return [
        " ".join("".join(e.itertext()).split())
        for e in page.root.find(".//main").xpath(".//*[@class='btn']")
    ]


def asked(world: ready.World, hours: int) -> None:
    """A question of the Secretariat with its clock."""
    world.proposal.status = ProposalStatus.CLARIFICATION
    world.proposal.submitted_at = clock.now()
    db.session.add(
        Clarification(
            ref="C1",
            proposal_id=world.proposal.id,
            items=["B2"],
            question="Who signs?",
            asked_by_id=world.lead.id,
            asked_at=clock.now(),
            due_at=clock.now() + timedelta(hours=hours),
            status=ClarificationStatus.OPEN,
        )
    )
    db.session.commit()


def test_somebody_new_is_led_to_the_calls(app: Flask, browse: Browse) -> None:
    build.call()
    page = browse(build.person("Ama")).get("/")
    assert "No proposals yet" in page.text
    assert filled(page) == ["See the calls"]
    assert "Open calls" in page.text


def test_the_first_thing_over_all_proposals_is_the_one_filled_button(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete()
    build.proposal(world.call, world.lead, title="A second idea")
    asked(world, hours=5)
    for path in ("/", "/proposals/"):
        page = browse(world.lead).get(path)
        assert filled(page) == ["Read the question and answer"], path
        assert "Go on writing" not in filled(page)
    page = browse(world.lead).get("/")
    assert page.text.index("What to do next") < page.text.index("My proposals")
    assert "Brussels time" in page.text
    assert page.click("Read the question").heading == "Question from the Secretariat"


def test_a_date_is_told_on_the_readers_clock_too(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    world.lead.timezone = "Asia/Manila"
    db.session.commit()
    text = browse(world.lead).get("/").text
    assert text.count("Manila") >= 2


def test_an_invitation_is_found_and_taken_without_its_mail(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    kofi, other = build.person("Kofi"), build.person("Other")
    team.invite(world.actor, world.ref, email=kofi.email, role=TeamRole.EDITOR)
    page = browse(kofi).get("/")
    assert "from Ama Mensah" in page.text
    assert filled(page) == ["Read the invitation"]
    link = page.links()["Read the invitation"]
    assert browse(other).get(link).status == 404
    assert browse().get(link).status == 404
    page = browse(kofi).get(link)
    page.form(action="/join/").submit(button="Join the team")
    page = browse(kofi).get("/")
    assert "Invitations to a team" not in page.text
    assert world.proposal.title in page.text


def test_a_request_to_endorse_is_the_first_thing_until_the_call_closes(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    world = ready.complete(endorsed=False)
    sheela = build.person("Sheela")
    ready.ask_sponsor(world, email=sheela.email)
    assert "Read the proposal and answer" in filled(browse(sheela).get("/"))
    later(days=31)
    assert "Read the proposal and answer" not in filled(browse(sheela).get("/"))


@pytest.mark.parametrize("status", ProposalStatus)
def test_every_state_is_told_in_plain_words_with_one_filled_button_at_most(
    app: Flask, browse: Browse, status: ProposalStatus
) -> None:
    world = ready.complete()
    world.proposal.submitted_at, world.proposal.submitted_version = clock.now(), 99
    world.proposal.status = status
    db.session.commit()
    page = browse(world.lead).get("/")
    assert page.status == 200
    assert len(filled(page)) <= 1
    assert "ecided" not in page.text


def test_the_secretariat_has_no_proposals_of_its_own_on_its_first_page(
    app: Flask, browse: Browse
) -> None:
    page = browse(build.person("Oli", Role.OFFICER)).get("/")
    assert "My proposals" not in page.text


def test_the_first_page_asks_as_much_for_many_proposals_as_for_few(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete()
    asked(world, hours=5)
    browser = browse(world.lead)
    browser.get("/")
    few = queries_of(browser, "/")
    for _ in range(30):
        build.proposal(world.call, world.lead)
    assert queries_of(browser, "/") == few <= 12
