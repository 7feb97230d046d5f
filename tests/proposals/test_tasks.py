"""The list of what a team has to do, and the pages around it."""

from datetime import timedelta

from grants.calls.models import QuestionKind
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import (
    Collaborator,
    Endorsement,
    EndorsementStatus,
    Proposal,
    ProposalStatus,
    SectionWork,
    TeamRole,
)
from grants.proposals.queries import sections
from grants.proposals.service.rows import restate_sections
from tests import build
from tests.proposals.test_draft import IDENTIFICATION, rows
from tests.proposals.writing import City, city


def tasks(of: City) -> str:
    return f"/proposals/{of.proposal.ref}/"


def submitted(of: City, version: int) -> None:
    of.proposal.status = ProposalStatus.SUBMITTED
    of.proposal.submitted_at, of.proposal.submitted_version = clock.now(), version
    db.session.commit()


def test_the_start_page_says_what_happens_and_a_double_click_starts_one(app, browse):
    lead, of = build.person(), build.call()
    page = browse(lead).get(f"/proposals/start/{of.ref}")
    assert "Nobody outside your team sees it" in page.text
    form = page.form("language")
    first = form.submit({"language": "es"})
    again = form.submit({"language": "es"})
    assert first.path == again.path
    assert rows(Proposal) == 1
    page = browse(lead).get(f"/proposals/start/{of.ref}")
    assert "You already work on a proposal in this call" in page.text


def test_starting_without_a_language_says_so_at_the_field(app, browse):
    of = build.call(languages=["fr"])
    page = browse(build.person()).get(f"/proposals/start/{of.ref}")
    page = page.form("language").submit()
    assert page.status == 422
    assert "Choose one of the languages" in page.text
    assert rows(Proposal) == 0


def test_a_call_that_is_not_open_offers_no_start(app, browse):
    of = build.call(closes_at=clock.now() - timedelta(hours=1))
    page = browse(build.person()).get(f"/proposals/start/{of.ref}")
    assert "This call is not open now" in page.text
    assert "Start the proposal" not in page.text


def test_nobody_starts_a_proposal_without_signing_in(app, browse):
    of = build.call()
    response = browse().client.get(f"/proposals/start/{of.ref}")
    assert response.status_code == 302
    assert "sign-in" in response.location


def test_my_proposals_begin_empty_and_say_what_to_do_next(app, browse):
    of = city()
    assert "No proposals yet" in browse(build.person()).get("/proposals/").text
    text = browse(of.lead).get("/proposals/").text
    assert "0 of 5 sections are complete" in text
    assert "Until " in text


def test_the_list_shows_states_progress_and_the_deadline(app, browse):
    of = city()
    of.save("identification", IDENTIFICATION)
    of.save("project", {"summary": "word " * 201})
    page = browse(of.lead).get(tasks(of))
    assert page.heading == IDENTIFICATION["title"]
    assert "1 of 5 sections completed" in page.text
    assert "Needs attention" in page.text
    assert "The call closes on" in page.text
    assert "Brussels time" in page.text
    assert page.click("Identification").heading == "Identification"


def test_the_deadline_is_also_told_where_the_reader_is(app, browse):
    of = city()
    of.lead.timezone = "Asia/Manila"
    db.session.commit()
    assert "Manila" in browse(of.lead).get(tasks(of)).text


def test_changes_after_submitting_are_announced_and_the_submission_stands(app, browse):
    of = city()
    of.save("project", {"summary": "Sent"})
    submitted(of, 1)
    assert "still change your answers and submit again" in browse(of.lead).get(tasks(of)).text
    of.save("project", {"summary": "Changed"}, version=1)
    text = browse(of.lead).get(tasks(of)).text
    assert "You have changes that were not sent" in text
    assert "stands, without these changes" in text
    of.call.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    text = browse(of.lead).get(tasks(of)).text
    assert "Your last changes were not sent in time" in text
    assert "what you changed after it was not sent" in browse(of.lead).get("/proposals/").text


def test_every_state_has_its_page_and_hides_what_is_not_released(app, browse):
    of = city()
    browser = browse(of.lead)
    of.proposal.submitted_at, of.proposal.submitted_version = clock.now(), 0
    for status in ProposalStatus:
        of.proposal.status = status
        db.session.commit()
        page = browser.get(tasks(of))
        assert page.status == 200, status
        assert browser.get("/proposals/").status == 200, status
        if status is ProposalStatus.DECIDED:
            assert "With the board" in page.text
            assert "Decided" not in page.text


def test_a_colleague_at_work_is_shown_and_the_reader_is_not(app, browse):
    of = city()
    of.save("project", {"summary": "Water"})
    assert "editing" not in browse(of.lead).get(tasks(of)).text
    colleague = build.person("Samuel Adjei")
    db.session.add(
        Collaborator(
            proposal_id=of.proposal.id,
            person_id=colleague.id,
            role=TeamRole.EDITOR,
            added_at=clock.now(),
        )
    )
    db.session.commit()
    assert "editing “Project” now" in browse(colleague).get(tasks(of)).text


def test_a_colleague_who_has_only_opened_a_section_is_shown_too(app, browse, later):
    of = city()
    colleague = build.person("Samuel Adjei")
    build.teammate(of.proposal, colleague)
    browse(colleague).get(of.url("project"))
    assert "has “Project” open" in browse(of.lead).get(tasks(of)).text
    assert "has “Project” open" not in browse(colleague).get(tasks(of)).text
    later(minutes=11)
    assert "has “Project” open" not in browse(of.lead).get(tasks(of)).text


def test_a_removed_colleague_finds_nothing_any_more(app, browse):
    of = city()
    gone = build.person()
    db.session.add(
        Collaborator(
            proposal_id=of.proposal.id,
            person_id=gone.id,
            role=TeamRole.EDITOR,
            added_at=clock.now(),
            removed_at=clock.now(),
        )
    )
    db.session.commit()
    browser = browse(gone)
    assert browser.get(tasks(of)).status == 404
    assert browser.get(of.url("project")).status == 404
    assert "No proposals yet" in browser.get("/proposals/").text


def test_a_confirmed_sponsor_completes_the_section_of_sponsors(app):
    of = city()
    endorsement = Endorsement(
        ref="E1",
        proposal_id=of.proposal.id,
        organisation_id=build.member().id,
        representative="Ama",
        email="ama@member.example",
        digest="0" * 64,
        status=EndorsementStatus.ASKED,
        asked_by_id=of.lead.id,
        asked_at=clock.now(),
    )
    db.session.add(endorsement)
    restate_sections(of.found(), QuestionKind.ENDORSEMENTS)
    section = of.section("sponsors").id
    assert sections.states_of(of.proposal.id)[section].work is SectionWork.IN_PROGRESS
    endorsement.status = EndorsementStatus.CONFIRMED
    restate_sections(of.found(), QuestionKind.ENDORSEMENTS)
    db.session.commit()
    assert sections.states_of(of.proposal.id)[section].work is SectionWork.COMPLETE
