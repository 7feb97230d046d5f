"""Who finds the messages of a proposal, and what of a draft the office does not get."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls.models import StaffDuty
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound
from grants.files.queries import files_by_owner, readable
from grants.messages import queries, service
from grants.proposals.models import Collaborator, Endorsement, EndorsementStatus, ProposalStatus
from tests import build
from tests.browsing import Browser
from tests.messages import writing
from tests.messages.writing import downloaded, mails, upload

Open = Callable[..., Browser]
OTHERS = [None, Role.EVALUATOR, Role.BOARD_MEMBER, Role.BOARD_SECRETARY, Role.FINANCE]


def status(browse: Open, who: Person, of: writing.World) -> int:
    return browse(who).get(of.url).status


def remove(of: writing.World, who: Person) -> None:
    db.session.query(Collaborator).filter_by(person_id=who.id).update({"removed_at": clock.now()})
    db.session.commit()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_outside_team_and_office_finds_them(
    app: Flask, browse: Open, role: Role | None
) -> None:
    of = writing.world()
    of.team_writes()
    who = build.person("", *([role] if role else []))
    page = browse(who).get(of.url)
    assert page.status == 404
    assert page.heading == browse(who).get("/proposals/NOSUCH/messages").heading
    assert browse(who).get("/messages/").text.find("Kiosks") == -1


def test_a_sponsor_finds_nothing(app: Flask, browse: Open) -> None:
    of = writing.world()
    of.team_writes()
    who = build.person()
    db.session.add(
        Endorsement(
            ref="SP0NS0R",
            proposal_id=of.proposal.id,
            organisation_id=build.member().id,
            representative=who.name,
            email=who.email,
            status=EndorsementStatus.ASKED,
            asked_by_id=of.lead.id,
            asked_at=clock.now(),
            digest="0" * 64,
        )
    )
    db.session.commit()
    assert status(browse, who, of) == 404


def test_a_visitor_is_asked_to_sign_in(app: Flask, browse: Open) -> None:
    of = writing.world()
    for path in (of.url, "/messages/"):
        assert "sign-in" in browse().get(path).path


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.AUDITOR])
def test_the_office_reads_what_was_submitted_whoever_is_named_on_the_call(
    app: Flask, browse: Open, role: Role
) -> None:
    of = writing.world()
    page = browse(build.person("", role)).get(of.url)
    assert page.status == 200
    assert "Kiosks by the river" in page.text
    assert ("Send the message" in page.source) is (role is not Role.AUDITOR)


@pytest.mark.parametrize("how", ["body", "recipient", "team", "was in the team"])
def test_whoever_is_tied_to_a_proposal_finds_neither_thread_nor_count_nor_file(
    app: Flask, browse: Open, how: str
) -> None:
    of = writing.world()
    of.team_writes(uploads=[upload()])
    tied = build.person("", Role.OFFICER)
    browser = browse(tied)
    before = browser.get("/messages/").source
    assert "Kiosks" in before
    if how in ("body", "recipient"):
        body = build.organisation()
        build.affiliate(tied, body)
        field = "proponent_id" if how == "body" else "recipient_id"
        setattr(of.proposal, field, body.id)
    elif how == "was in the team":
        build.teammate(of.proposal, tied).removed_at = clock.now()
    else:
        build.teammate(of.proposal, tied)
    db.session.commit()
    actor = build.acting(tied)
    assert queries.office_desk(actor) == queries.Desk(0, 0, [], [])
    assert queries.count_waiting(actor) == 0
    assert "waits for an answer" not in browser.get("/").text
    if how != "team":  # there one reads as a member of the team
        assert browser.get(of.url).status == 404
        assert "Kiosks" not in browser.get("/messages/").source
        with pytest.raises(NotFound):
            readable(actor, file_ref())


def file_ref() -> str:
    [found] = files_by_owner("message", [1]).values()
    return found[0].ref


def test_files_are_read_by_whoever_reads_the_messages_and_by_nobody_else(
    app: Flask, browse: Open
) -> None:
    of = writing.world()
    of.team_writes(uploads=[upload()])
    ref = file_ref()
    address = f"/files/{ref}/plan.pdf"
    for who in (of.lead, of.viewer, of.officer, build.person("", Role.AUDITOR)):
        assert downloaded(browse(who), address) == 200
    for role in OTHERS:
        who = build.person("", *([role] if role else []))
        assert downloaded(browse(who), address) == 404
    remove(of, of.viewer)
    assert downloaded(browse(of.viewer), address) == 404


def test_a_removed_member_loses_thread_list_and_count_at_once(app: Flask, browse: Open) -> None:
    of = writing.world()
    of.office_writes()
    browser = browse(of.viewer)
    assert "Kiosks" in browser.get("/messages/").text
    remove(of, of.viewer)
    assert browser.get(of.url).status == 404
    assert "Kiosks" not in browser.get("/messages/").source
    assert queries.own_unread(build.acting(of.viewer)) == 0


@pytest.mark.parametrize("over", [{"is_test": True}, {"is_imported": True}])
def test_tests_and_imported_proposals_have_none(
    app: Flask, browse: Open, over: dict[str, bool]
) -> None:
    of = writing.world(**over)
    for who in (of.lead, of.officer):
        assert status(browse, who, of) == 404
        with pytest.raises(NotFound):
            service.send(build.acting(who), of.ref, "Hello")
        db.session.rollback()
    assert of.ref not in browse(of.lead).get("/messages/").source
    assert of.url not in browse(of.lead).get(f"/proposals/{of.ref}/").source


def test_a_full_proposal_has_a_thread_of_its_own_closed_to_the_team_of_its_concept_note(
    app: Flask, browse: Open
) -> None:
    of = writing.world()
    of.team_writes()
    gone = build.person("", Role.OFFICER)
    build.staff(of.call, gone, StaffDuty.OFFICER)
    build.teammate(of.proposal, gone).removed_at = clock.now()
    full = build.proposal(
        of.call,
        of.lead,
        concept_note_id=of.proposal.id,
        due_at=clock.now(),
        ceiling_cents=100,
        title="The whole of it",
        status=ProposalStatus.SUBMITTED,
    )
    service.send(build.acting(of.lead), full.ref, "About the whole")
    assert mails("message_to_office")[1:] == [("message_to_office", of.officer.email)]
    page = browse(of.officer).get("/messages/")
    assert "2 wait for an answer" in page.text
    assert "About the whole" in page.click("The whole of it").text
    assert "The whole of it" not in browse(gone).get("/messages/").source
    assert browse(gone).get(f"/proposals/{full.ref}/messages").status == 404


# -- drafts --------------------------------------------------------------------------------------


def test_of_a_silent_draft_the_office_finds_nothing(app: Flask, browse: Open) -> None:
    of = writing.draft()
    for role in (Role.OFFICER, Role.LEAD, Role.AUDITOR):
        assert status(browse, build.person("", role), of) == 404
    with pytest.raises(NotFound):
        of.office_writes()


def test_of_a_draft_whose_team_wrote_the_office_gets_the_thread_and_nothing_else(
    app: Flask, browse: Open
) -> None:
    of = writing.draft()
    of.team_writes("Our power is cut. Can the lead change today?")
    browser = browse(of.officer)
    listed = browser.get("/messages/")
    page = listed.click("A draft, not submitted yet")
    assert page.status == 200
    assert "Not submitted yet" in page.text
    assert "Migration and the Inclusive City" in page.text
    assert "Eddy Editor" in page.text
    assert "Our power is cut" in page.text
    for source in (listed.source, page.source):
        assert "Kiosks" not in source
        assert "Tamale" not in source
    assert f"/proposals/{of.ref}/" not in [h for h in page.links().values() if h != of.url]
    page = page.form("words").submit({"words": "Yes, under Team."})
    assert page.status == 200
    assert "Kiosks" not in page.source
    assert browser.get(f"/proposals/{of.ref}/").status == 404
    place = queries.find(build.acting(of.officer), of.ref)
    [row] = queries.office_desk(build.acting(of.officer)).threads
    assert (place.title, row.title) == ("", "")


def test_once_submitted_the_same_thread_has_its_title(app: Flask, browse: Open) -> None:
    of = writing.draft()
    of.team_writes()
    of.proposal.status, of.proposal.submitted_at = ProposalStatus.SUBMITTED, clock.now()
    db.session.commit()
    page = browse(of.officer).get("/messages/").click("Kiosks by the river")
    assert page.status == 200
    assert "May we add a partner?" in page.text
