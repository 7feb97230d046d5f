"""The sponsors' pages: the team asks, the sponsor answers behind a personal link."""

import io
from collections.abc import Callable
from datetime import timedelta

import pikepdf
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock
from tests import build
from tests.browsing import Browser, Page
from tests.proposals import ready

Browse = Callable[..., Browser]
ANSWER = {"position": "Director", "role": "We train the women.", "speaks": "y"}


def pdf() -> io.BytesIO:
    document = pikepdf.new()
    document.add_blank_page()
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    return stream


def confirm(page: Page, **over: object) -> Page:
    return page.form("position").submit({**ANSWER, **over}, "Confirm the endorsement")


def test_a_member_is_asked_reads_and_confirms_without_an_account(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/sponsors")
    assert "Nobody was asked yet" in page.text
    page = page.form("representative").submit(
        {
            "organisation": str(world.member.id),
            "representative": "Sheela Patel",
            "email": "Sheela@SDI.example",
        }
    )
    assert "The request went to" in page.text
    assert "Asked, not read yet" in page.text
    token = ready.token_mailed("endorsement_request")
    sponsor = browse()
    page = sponsor.get(f"/endorse/{token}")
    assert ready.ANSWERS["summary"] in page.text
    assert "Read, not answered yet" in lead.get(f"/proposals/{world.ref}/sponsors").text
    page = confirm(page)
    assert page.heading == "Your answer"
    assert "endorses this proposal" in page.text
    assert "We train the women." in page.text
    page = lead.get(f"/proposals/{world.ref}/sponsors")
    assert "1 endorsement counts: enough for this call" in page.text
    assert "We train the women." in page.text
    ready.write(world.proposal, "summary", "Changed since.")
    assert "Confirmed, changed since" in lead.get(f"/proposals/{world.ref}/sponsors").text


def test_a_letter_goes_with_the_endorsement_and_the_team_and_office_read_it(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    token = ready.ask_sponsor(world)
    page = browse().get(f"/endorse/{token}")
    page = confirm(page, letter=(pdf(), "letter.pdf"))
    assert page.heading == "Your answer"
    lead = browse(world.lead)
    answer = lead.get(f"/proposals/{world.ref}/sponsors").click("letter.pdf")
    assert answer.status == 200
    answer.response.close()
    ready.send(world)
    officer = browse(build.person("", Role.OFFICER))
    answer = officer.get(f"/proposals/{world.ref}/sponsors").click("letter.pdf")
    assert answer.status == 200
    answer.response.close()


def test_a_wrong_letter_is_refused_with_the_reason_and_the_answer_kept(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    page = browse().get(f"/endorse/{ready.ask_sponsor(world)}")
    page = confirm(page, letter=(io.BytesIO(b"#!/bin/sh\n"), "letter.pdf"))
    assert page.status == 422
    assert "We train the women." in page.source
    assert page.source.startswith("<!doctype html>")
    assert "Error:" in page.source.split("</title>")[0]
    assert confirm(page).heading == "Your answer"


def test_what_is_missing_in_an_answer_is_said_at_its_field(app: Flask, browse: Browse) -> None:
    world = ready.complete(endorsed=False)
    page = browse().get(f"/endorse/{ready.ask_sponsor(world)}")
    page = confirm(page, position="", role="word " * 101)
    assert page.status == 422
    assert "Type your position" in page.text
    assert "This is 101 words" in page.text


def test_declining_needs_a_reason_that_the_team_reads(app: Flask, browse: Browse) -> None:
    world = ready.complete(endorsed=False)
    page = browse().get(f"/endorse/{ready.ask_sponsor(world)}")
    page = page.form("reason").submit({}, "Decline")
    assert page.status == 422
    assert "Say why" in page.text
    page = page.form("reason").submit({"reason": "Not our city."}, "Decline")
    assert "does not endorse" in page.text
    lead = browse(world.lead).get(f"/proposals/{world.ref}/sponsors")
    assert "Declined" in lead.text
    assert "Not our city." in lead.text


def test_a_text_that_changed_while_it_was_read_must_be_read_again(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    page = browse().get(f"/endorse/{ready.ask_sponsor(world)}")
    ready.write(world.proposal, "summary", "Changed while the sponsor read.")
    page = confirm(page)
    assert page.status == 409
    assert "changed the proposal after you opened this page" in page.text
    assert "Changed while the sponsor read." in page.text
    assert "We train the women." in page.source
    assert confirm(page).heading == "Your answer"


def test_after_the_deadline_the_link_says_so_and_takes_nothing(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    world = ready.complete(endorsed=False, closes_at=clock.now() + timedelta(hours=1))
    sponsor = browse()
    page = sponsor.get(f"/endorse/{ready.ask_sponsor(world)}")
    later(hours=2)
    answer = confirm(page)
    assert answer.status == 422
    assert "deadline of this call has passed" in answer.text
    assert ready.ANSWERS["summary"] not in sponsor.get(page.path).text


def test_a_double_click_confirms_once_and_shows_the_answer(app: Flask, browse: Browse) -> None:
    world = ready.complete(endorsed=False)
    page = browse().get(f"/endorse/{ready.ask_sponsor(world)}")
    assert confirm(page).heading == confirm(page).heading == "Your answer"
    assert len(ready.mails("endorsement_answered")) == 1


def test_a_signed_in_sponsor_sees_what_waits_and_opens_it_without_the_mail(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    sheela = build.person("Sheela Patel")
    ready.ask_sponsor(world, email=sheela.email)
    browser = browse(sheela)
    page = browser.get("/endorsements/").click(world.proposal.title)
    assert page.heading == "Endorse a proposal"
    assert confirm(page).heading == "Your answer"
    page = browser.get("/endorsements/")
    assert "Nothing waits for you" in page.text
    assert "Confirmed" in page.text
    assert "Nothing waits" in browse(build.person()).get("/endorsements/").text


def test_a_withdrawn_request_says_so_and_a_wrong_link_is_missing(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete(endorsed=False)
    token = ready.ask_sponsor(world)
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/sponsors").click("Withdraw the request")
    assert "Nobody: no message is sent" in page.text
    page = page.form("Withdraw the request").submit()
    assert "The request was withdrawn" in page.text
    assert "The team withdrew this request" in browse().get(f"/endorse/{token}").text
    assert browse().get("/endorse/nothing").status == 404


def test_a_reminder_is_sent_from_the_page_and_refused_in_words(
    app: Flask, browse: Browse, later: Callable[..., None]
) -> None:
    world = ready.complete(endorsed=False)
    ready.ask_sponsor(world)
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/sponsors").form("Send a reminder").submit()
    assert "less than a day ago" in page.text
    later(days=1)
    page = page.form("Send a reminder").submit()
    assert "A reminder is on its way" in page.text
    assert "Reminded" in page.text
