"""The pages of the check, as people walk through them."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import Call
from grants.core import clock, jobs, settings
from grants.core.db import db
from grants.core.i18n import day
from grants.proposals.models import Proposal, ProposalStatus as S
from grants.screening import service
from grants.screening.models import Clarification, ClarificationStatus, LookAlike
from grants.screening.service import Upload
from tests import build
from tests.browsing import Browser
from tests.counting import statements
from tests.screening import cases
from tests.screening.test_conflict import TIES, tie

Browse = Callable[..., Browser]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def desk(call: Call, view: str = "") -> str:
    return f"/screening/{call.ref}/" + (f"?view={view}" if view else "")


def file(call: Call, row: Proposal, page: str = "") -> str:
    return f"/screening/{call.ref}/{row.ref}" + (f"/{page}" if page else "")


def status(row: Proposal) -> S:
    db.session.expire_all()
    return db.session.get_one(Proposal, row.id).status


def test_an_officer_walks_from_the_desk_to_an_eligible(call: Call, browse: Browse) -> None:
    row = cases.submitted(call, title="Gardens of Tamale")
    officer = browse(cases.officer())
    page = officer.get("/screening/").click("Migration and the Inclusive City")
    assert "Gardens of Tamale" in page.text
    page = page.click("Gardens of Tamale").form(action="/start").submit()
    assert "The check has started" in page.text
    assert "It asks for US$200,000." in page.text
    page = page.form("Save the checklist").submit({"answer_B2": "yes", "answer_B5": "yes"})
    assert "The checklist is saved" in page.text
    page = page.click("Find it eligible")
    assert status(row) is S.SCREENING
    page = page.form("Yes, it is eligible").submit()
    assert "The proposal is eligible" in page.text
    assert status(row) is S.ELIGIBLE


def test_the_file_says_until_when_the_city_may_object(
    call: Call, browse: Browse, later: Callable[..., None]
) -> None:
    row, first = cases.submitted(call), cases.officer("First")
    cases.refused(row, first, cases.officer("Second"))
    told_on = clock.now().astimezone(ZoneInfo(call.zone)).date()
    last = f"{day(told_on + timedelta(days=call.appeal_days))}, 23:59"
    assert f"may object until {last}" in browse(first).get(file(call, row)).text
    later(days=call.appeal_days + 1)
    assert "did not object in time" in browse(first).get(file(call, row)).text


def test_a_no_without_a_note_keeps_what_was_typed(call: Call, browse: Browse) -> None:
    row = cases.submitted(call)
    person = cases.officer()
    cases.start(row, person)
    page = browse(person).get(file(call, row))
    page = page.form("Save the checklist").submit({"answer_B2": "no", "note_B5": "Fits well"})
    assert page.status == 422
    assert "B2: write a note" in page.text
    assert page.form("Save the checklist").values()["note_B5"] == "Fits well"
    assert page.form("Save the checklist").values()["answer_B2"] == "no"


def test_a_stale_checklist_answers_409_with_both_notes(call: Call, browse: Browse) -> None:
    row = cases.submitted(call)
    one, two = cases.officer(), cases.officer()
    cases.start(row, one)
    form = browse(one).get(file(call, row)).form("Save the checklist")
    cases.answer(row, two, B5="yes")
    page = form.submit({"answer_B5": "no", "note_B5": "My very own note"})
    assert page.status == 409
    assert "My very own note" in page.text


def test_a_second_officer_confirms_and_the_city_reads_why(call: Call, browse: Browse) -> None:
    city = build.person("Ama Mensah")
    row = cases.submitted(call, city, content={"budget": [cases.line(grant=25_000_000)]})
    one, two = cases.officer("Officer One"), cases.officer("Officer Two")
    cases.start(row, one)
    cases.answer(row, one, B2="yes", B5="yes")
    page = browse(one).get(file(call, row)).click("Find it not eligible")
    assert page.form("Send to a second person").values()["sentence"] == "Item A2 was not met."
    page = page.form("Send to a second person").submit({"sentence": "You ask for too much."})
    assert "second person must confirm" in page.text
    assert "/confirm" not in page.source
    assert browse(city).get(f"/proposals/{row.ref}/outcome").status == 404
    page = browse(two).get(file(call, row)).click("Confirm or send back")
    assert "You ask for too much." in page.text
    assert "It asks for US$250,000." in page.text
    page = page.form(action="/confirm").submit()
    assert "Confirmed" in page.text
    page = browse(city).get(f"/proposals/{row.ref}/outcome")
    for words in ("You ask for too much.", "US$250,000", "US$200,000", "You may object once"):
        assert words in page.text


def test_a_second_officer_sends_back_with_words(call: Call, browse: Browse) -> None:
    row = cases.submitted(call)
    one, two = cases.officer(), cases.officer()
    cases.refuse(row, one)
    page = browse(two).get(file(call, row, "confirm"))
    bad = page.form("Send back").submit({"words": ""})
    assert bad.status == 422
    page = bad.form("Send back").submit({"words": "Look at B5 again."})
    assert "Sent back" in page.text
    assert "Look at B5 again." in browse(one).get(file(call, row)).text


def test_the_first_officer_cannot_open_the_confirmation(call: Call, browse: Browse) -> None:
    row = cases.submitted(call)
    one = cases.officer()
    cases.refuse(row, one)
    page = browse(one).get(file(call, row, "confirm"))
    assert "No outcome waits for your confirmation" in page.text
    assert status(row) is S.SCREENING


def test_a_question_its_answer_with_a_file_and_who_may_read_it(call: Call, browse: Browse) -> None:
    city, officer = build.person("Ama"), cases.officer()
    row = cases.submitted(call, city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    page = browse(officer).get(file(call, row)).click("Ask for clarification")
    page = page.form("Send the question").submit({"question": "Please send the signed letter."})
    assert "The city was asked" in page.text
    page = browse(city).get(f"/proposals/{row.ref}/clarification")
    assert "Please send the signed letter." in page.text
    form = page.form("Send the answer")
    data = form.values()
    data["answer"] = "Here it is."
    data["file"] = (io.BytesIO(PDF), "letter.pdf")
    page = page.browser.post(page.path, data)
    assert "Your answer was sent" in page.text
    assert status(row) is S.SCREENING
    page = browse(officer).get(file(call, row))
    assert "Here it is." in page.text
    link = page.links()["letter.pdf"]
    for reader in (officer, city):
        answer = browse(reader).get(link)
        assert answer.status == 200
        answer.response.close()
    assert browse(build.person()).get(link).status == 404
    tied = cases.officer()
    tie(TIES[2], row, tied)
    assert browse(tied).get(link).status == 404


def test_a_refused_file_keeps_the_answer(call: Call, browse: Browse) -> None:
    city, officer = build.person("Ama"), cases.officer()
    row = cases.submitted(call, city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    service.ask_clarification(build.acting(officer), row.ref, ["B2"], "The letter?")
    page = browse(city).get(f"/proposals/{row.ref}/clarification")
    data = page.form("Send the answer").values()
    data["answer"] = "Here it is."
    data["file"] = (io.BytesIO(b"not a document"), "letter.pdf")
    page = page.browser.post(page.path, data)
    assert page.status == 422
    assert "Here it is." in page.source
    assert status(row) is S.CLARIFICATION


def test_after_the_due_date_the_page_says_late_and_takes_the_answer(
    call: Call, browse: Browse, later: Callable[..., None]
) -> None:
    city, officer = build.person("Ama"), cases.officer()
    row = cases.submitted(call, city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    service.ask_clarification(build.acting(officer), row.ref, ["B2"], "The letter?")
    later(days=9)
    settings.write(settings.CLOCK_OFFSET, str(clock.offset().total_seconds()))
    db.session.commit()
    while jobs.work_once():
        pass
    page = browse(city).get(f"/proposals/{row.ref}/clarification")
    assert "The time to answer has passed" in page.text
    page = page.form("Send the answer").submit({"answer": "Sorry."})
    assert "Your answer was sent" in page.text
    found = db.session.scalars(sa.select(Clarification)).one()
    assert found.status is ClarificationStatus.ANSWERED_LATE


def test_the_city_objects_and_another_lead_decides(call: Call, browse: Browse) -> None:
    city, boss = build.person("Ama"), cases.lead()
    row = cases.submitted(call, city)
    cases.refused(row, cases.officer(), cases.officer())
    page = browse(city).get(f"/proposals/{row.ref}/outcome").click("Object to the outcome")
    page = page.form("Send the objection").submit({"words": "Our theme is yours."})
    assert "Your objection was sent" in page.text
    page = browse(boss).get(f"/screening/{call.ref}/appeals").click(row.title)
    page = page.click("Decide the objection")
    assert "Our theme is yours." in page.text
    page = page.form("Decide").submit({"verdict": "uphold", "decision": "They are right."})
    assert status(row) is S.ELIGIBLE
    page = browse(city).get(f"/proposals/{row.ref}/outcome")
    assert "Your objection was upheld" in page.text
    assert "They are right." in page.text


def test_only_the_lead_of_the_team_may_object(call: Call, browse: Browse) -> None:
    city, viewer = build.person("Ama"), build.person("Viewer")
    row = cases.submitted(call, city)
    cases.refused(row, cases.officer(), cases.officer())
    tie("in the team", row, viewer)
    page = browse(viewer).get(f"/proposals/{row.ref}/outcome")
    assert "Object to the outcome" not in page.links()
    assert browse(viewer).get(f"/proposals/{row.ref}/appeal").status == 404


def test_an_auditor_reads_and_changes_nothing(call: Call, browse: Browse) -> None:
    row = cases.submitted(call)
    cases.start(row, cases.officer())
    auditor = browse(build.person("Auditor", Role.AUDITOR))
    page = auditor.get(file(call, row))
    assert page.status == 200
    assert "Save the checklist" not in page.source
    assert auditor.get(file(call, row, "finding")).status in (403, 404)


@pytest.mark.parametrize("kind", TIES)
def test_a_tied_officer_sees_neither_file_nor_row_nor_count(
    call: Call, browse: Browse, kind: str
) -> None:
    row = cases.submitted(call, title="Hidden Gardens")
    officer = cases.officer()
    tie(kind, row, officer)
    browser = browse(officer)
    page = browser.get(file(call, row))
    assert (page.status, page.heading) == (403, "Not for you")
    assert "Hidden Gardens" not in page.source
    for view in ("", "late", "mine", "unscreened", "confirm", "done", "all"):
        page = browser.get(desk(call, view))
        assert "Hidden Gardens" not in page.source
        assert row.ref not in page.source
        assert "Unscreened (0)" in page.text
        assert "All (0)" in page.text
    assert call.ref not in browser.get("/screening/").source
    for page_name in ("finding", "confirm", "clarify"):
        assert browser.get(file(call, row, page_name)).status == 404


def test_a_call_address_of_another_call_finds_nothing(call: Call, browse: Browse) -> None:
    row, other = cases.submitted(call), cases.closed_call()
    assert browse(cases.officer()).get(file(other, row)).status == 404


def test_drafts_are_not_in_screening(call: Call, browse: Browse) -> None:
    row = build.proposal(call, build.person(), title="Only a draft")
    browser = browse(cases.officer())
    assert browser.get(file(call, row)).status == 404
    assert "Only a draft" not in browser.get(desk(call, "all")).source


# -- look-alikes ----------------------------------------------------------------------------------

LONG = (
    "Residents and newcomers map every house of the settlement together, agree on the lanes that "
    "water and waste need, and keep the register themselves so that nobody is moved without a say."
)


def alike(call: Call) -> tuple[Proposal, Proposal]:
    answers = {**cases.ANSWERS, "summary": LONG}
    first = cases.submitted(call, title="First text", content={"answers": answers})
    again = cases.submitted(call, title="Second text", content={"answers": answers})
    service.find_lookalikes({"proposal_id": again.id})
    return first, again


def test_two_texts_side_by_side_and_a_verdict(call: Call, browse: Browse) -> None:
    first, again = alike(call)
    browser = browse(cases.officer())
    page = browser.get(file(call, first)).click("Second text")
    assert page.source.count("<mark>") >= 2
    bad = page.form("Keep the verdict").submit({})
    assert bad.status == 422
    values: dict[str, Any] = {"verdict": "same_project", "note": "Sent twice."}
    page = bad.form("Keep the verdict").submit(values)
    assert "Your verdict is kept" in page.text
    assert "submitted twice" in browser.get(file(call, again)).text


def test_a_pair_with_a_tied_proposal_is_not_shown(call: Call, browse: Browse) -> None:
    first, again = alike(call)
    officer = cases.officer()
    tie(TIES[0], again, officer)
    ref = db.session.scalars(sa.select(LookAlike.ref)).one()
    browser = browse(officer)
    page = browser.get(file(call, first))
    assert "Second text" not in page.source
    assert ref not in page.source
    assert "look-alike to judge" not in browser.get(desk(call, "all")).text
    assert browser.get(file(call, first, f"look-alikes/{ref}")).status == 404


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def test_an_upload_belongs_to_the_clarification(call: Call) -> None:
    from grants.files import service as files
    from grants.files.models import File

    city, officer = build.person("Ama"), cases.officer()
    row = cases.submitted(call, city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    service.ask_clarification(build.acting(officer), row.ref, ["B2"], "The letter?")
    upload = Upload(files.receive(io.BytesIO(PDF)), "letter.pdf")
    service.answer_clarification(build.acting(city), row.ref, "Here.", upload)
    stored = db.session.scalars(sa.select(File)).one()
    assert stored.owner_kind == "clarification"


FILE_MOST = 16  # the file itself, with what four domains beside it say


def test_no_page_of_a_check_asks_the_database_too_often(call: Call, browse: Browse) -> None:
    city, one, two = build.person(), cases.officer(), cases.officer()
    first, row = alike(call)
    cases.start(first, one)
    cases.answer(first, one, B2="curable", B5="yes")
    service.ask_clarification(build.acting(one), first.ref, ["B2"], "The letter?")
    cases.refuse(row, one)
    tie("in the team", row, city)
    pages = [
        desk(call),
        "/screening/",
        file(call, first),
        file(call, row),
        file(call, row, "confirm"),
    ]
    browser = browse(two)
    for address in pages:
        browser.get(address)  # forms and checklists are read once per process
        with statements() as seen:
            assert browser.get(address).status == 200
        is_file = address in (file(call, first), file(call, row))
        assert len(seen) <= (FILE_MOST if is_file else 12), f"{address}: {len(seen)}"


def test_the_desk_asks_equally_often_at_5_and_50_rows(call: Call, browse: Browse) -> None:
    browser = browse(cases.officer())
    asked = []
    for n in (5, 45):
        for _ in range(n):
            cases.submitted(call)
        browser.get(desk(call, "all"))
        with statements() as seen:
            browser.get(desk(call, "all"))
        asked.append(len(seen))
    assert asked[0] == asked[1]
