"""The pages of the names check, as people walk through them; who is tied finds nothing."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock, jobs
from grants.core.db import db
from grants.files.models import File
from grants.sanctions.models import Verdict
from grants.sanctions.queries import desk, lists as list_queries
from grants.sanctions.queries.desk import View
from grants.sanctions.rules.age import today
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.files.samples import pdf
from tests.sanctions import lists, proposals
from tests.screening import cases
from tests.screening.test_conflict import TIES, tie

Browse = Callable[..., Browser]


def content_of(browser: Browser, path: str) -> bytes:
    """A download."""
    response = browser.get(path).response
    assert response.status_code == 200
    content = response.data
    response.close()
    return content


def test_a_lead_uploads_a_list_sees_what_it_changes_and_puts_it_in_force(
    app: Flask, browse: Browse
) -> None:
    day = today(clock.now())
    lists.in_force(lists.CSV.encode(), day=day - timedelta(days=45))
    lead = browse(lists.keeper())
    page = lead.get("/names/")
    assert "45 days old, more than 30" in page.text
    page = page.click("Upload a list")
    page = page.form("Look into").submit({"file": (BytesIO(lists.present()), "list.xml")})
    assert "Added: 2" in page.text
    assert "Removed: 1" in page.text
    assert "Looked into, not put in force" in page.text
    page = page.form("Put it in force").submit()
    assert "The list is kept." in page.text
    page = lead.get("/names/")
    assert "of today" in page.text
    assert "Due diligence waits" not in page.text
    file = db.session.scalars(sa.select(File).where(File.name == "list.xml")).one()
    assert content_of(lead, f"/files/{file.ref}/list.xml") == lists.present()


def test_what_is_no_list_is_refused_at_its_field_and_the_old_one_stays(
    app: Flask, browse: Browse
) -> None:
    ref = lists.in_force()
    page = browse(lists.keeper()).get("/names/lists")
    typed = {"file": (BytesIO(b"<html></html>"), "list.xml"), "source": "Somebody"}
    page = page.form("Look into").submit(typed)
    assert page.status == 422
    assert "it begins with “html”" in page.text
    assert page.form("Look into").values()["source"] == "Somebody"
    page = page.form("Look into").submit()
    assert "Choose the file of the list" in page.text
    huge = (BytesIO(b"<CONSOLIDATED_LIST>" + b" " * 60 * 1024 * 1024), "list.xml")
    page = page.form("Look into").submit({"file": huge})
    assert page.status == 422
    assert "larger than 20 MB" in page.text
    found = list_queries.in_force()
    assert found is not None
    assert found.ref == ref


def test_a_list_is_thrown_away(app: Flask, browse: Browse) -> None:
    page = browse(lists.keeper()).get("/names/lists")
    assert "No list was uploaded yet" in page.text
    page = page.form("Look into").submit({"file": (BytesIO(lists.present()), "list.xml")})
    page = page.form(action="throw-away").submit()
    assert "Thrown away" in page.text
    assert "No list was uploaded yet" in page.text


def test_an_officer_judges_a_name_with_evidence(app: Flask, browse: Browse) -> None:
    lists.in_force()
    call, evidence = cases.closed_call(), pdf()
    row = proposals.checked(call, proposals.LIKE, title="Gardens of Tamale")
    officer = browse(cases.officer("Olga Officer"))
    page = officer.get("/screening/").click("Names check").click("Migration and the Inclusive")
    assert "To judge (1)" in page.text
    page = page.click("Gardens of Tamale")
    assert "Like “Yusuf Karim Tamimov” of QDi.901" in page.text
    assert "nobody has judged it. Due diligence waits" in page.text
    page = page.click("Judge")
    refused = page.form("Keep the verdict").submit({"words": "Born in another year."})
    assert refused.status == 422
    assert refused.form("Keep the verdict").values()["words"] == "Born in another year."
    typed = {"verdict": "different", "evidence": (BytesIO(evidence), "register.pdf")}
    page = refused.form("Keep the verdict").submit(typed)
    assert "Your verdict is kept" in page.text
    assert "Judged: somebody else" in page.text
    assert "Olga Officer" in page.text
    assert content_of(officer, page.links()["register.pdf"]) == evidence
    screening = officer.get(f"/screening/{call.ref}/{row.ref}")
    assert "Judged: somebody else" in screening.text
    assert "The list is 0 days old." in screening.text


def test_who_judged_second_sees_the_first_verdict_and_keeps_their_own_words(
    app: Flask, browse: Browse
) -> None:
    lists.in_force()
    call = cases.closed_call()
    row = proposals.checked(call, proposals.LIKE)
    hit = proposals.hits()[0]
    form = browse(cases.officer()).get(f"/names/{call.ref}/{row.ref}/{hit.ref}").form("Keep the")
    proposals.judge(row, hit, cases.officer("Olga Officer"))
    page = form.submit({"verdict": "same", "words": "The same day of birth."})
    assert page.status == 409
    assert "Somebody else judged this name" in page.text
    assert "Another day of birth." in page.text
    page = page.form("Keep the").submit()
    assert "The same: flagged" in page.text
    assert [one.verdict for one in proposals.hits()] == [Verdict.SAME]


def test_what_was_said_of_a_name_on_an_older_list_is_shown(app: Flask, browse: Browse) -> None:
    day = today(clock.now())
    lists.in_force(lists.dated(day - timedelta(days=9)))
    call = cases.closed_call()
    row = proposals.checked(call, proposals.LIKE)
    proposals.judge(row, proposals.hits()[0], cases.officer())
    lists.in_force(lists.dated(day))
    page = browse(cases.officer()).get(f"/names/{call.ref}/{row.ref}")
    assert "against an older list than the one in force" in page.text
    page = page.form("Compare with the list in force").submit()
    assert "A person must judge" in page.text
    assert "about the list of" in page.text
    assert "Another day of birth." in page.text


def test_all_of_a_call_is_asked_for_and_its_progress_is_seen(app: Flask, browse: Browse) -> None:
    call = cases.closed_call()
    for _ in range(3):
        proposals.submitted(call, proposals.OTHER)
    page = browse(cases.officer("Olga Officer")).get(f"/names/{call.ref}")
    assert "No list is in force" in page.text
    lists.in_force()
    page = browse(cases.officer("Olga Officer")).get(f"/names/{call.ref}")
    assert "0 of 3 proposals are compared" in page.text
    page = page.form("Check all of this call").submit()
    assert "Olga Officer asked for all of them" in page.text
    while jobs.work_once():
        pass
    page = page.click("See how far it is")
    assert "3 of 3 proposals are compared" in page.text
    assert "Clear (3)" in page.text


def test_without_a_list_it_is_said_plainly_who_can_upload_one(app: Flask, browse: Browse) -> None:
    assert "A lead or an administrator can upload" in browse(cases.officer()).get("/names/").text
    assert "Upload a list" in browse(cases.lead()).get("/names/").links()


def test_who_reads_what(app: Flask, browse: Browse) -> None:
    lists.in_force()
    call = cases.closed_call()
    city = build.person()
    row = proposals.checked(call, proposals.LIKE, lead=city)
    hit = proposals.hits()[0].ref
    pages = ["/names/", f"/names/{call.ref}", f"/names/{call.ref}/{row.ref}"]
    pages.append(f"{pages[-1]}/{hit}")
    auditor = browse(build.person("", Role.AUDITOR))
    assert [auditor.get(path).status for path in pages] == [200] * 4
    assert "Keep the verdict" not in auditor.get(pages[-1]).source
    assert auditor.post(pages[-1], {}).status in (400, 403)
    assert auditor.get("/names/lists").status == 403
    keeper = browse(build.person("", Role.ADMINISTRATOR))
    assert [keeper.get(path).status for path in pages] == [403] * 4
    assert keeper.get("/names/lists").status == 200
    for who in (city, build.person("", Role.EVALUATOR), build.person("", Role.FINANCE)):
        assert {browse(who).get(path).status for path in [*pages, "/names/lists"]} == {403}


@pytest.mark.parametrize("kind", TIES)
def test_who_is_tied_to_a_proposal_finds_nothing_of_its_check(
    app: Flask, browse: Browse, kind: str
) -> None:
    lists.in_force()
    call = cases.closed_call()
    row = proposals.checked(call, proposals.LIKE, title="Gardens of Tamale")
    proposals.checked(call, proposals.OTHER)
    hit, who = proposals.hits()[0], cases.officer()
    proposals.judge(row, hit, cases.officer())
    tie(kind, row, who)
    counts = desk.counts(build.acting(who), call)
    assert (counts[View.ALL], counts[View.JUDGED]) == (1, 0)
    [seen] = desk.calls_with_names(build.acting(who))
    assert (seen.submitted, seen.checked, seen.to_judge, seen.flagged) == (1, 1, 0, 0)
    browser = browse(who)
    assert "Gardens of Tamale" not in browser.get(f"/names/{call.ref}?view=all").source
    for path in (row.ref, f"{row.ref}/{hit.ref}"):
        assert browser.get(f"/names/{call.ref}/{path}").status == 404


def test_the_pages_take_as_many_queries_for_fifty_as_for_five(app: Flask, browse: Browse) -> None:
    lists.in_force()
    call, officer = cases.closed_call(), browse(cases.officer())
    city = build.person()
    row = proposals.checked(call, proposals.LIKE, lead=city)
    paths = ["/names/", f"/names/{call.ref}?view=all", f"/names/{call.ref}/{row.ref}"]
    paths += [f"{paths[-1]}/{proposals.hits()[0].ref}", f"/screening/{call.ref}/{row.ref}"]
    officer.get(paths[-1])  # reads the form of the call, which is kept
    before = {path: queries_of(officer, path) for path in paths}
    for _ in range(20):
        proposals.checked(call, proposals.LIKE, proposals.OTHER, "Golden Falcon", lead=city)
    assert {path: queries_of(officer, path) for path in paths} == before
    assert max(before.values()) <= 12
    lead = browse(lists.keeper())
    few = queries_of(lead, "/names/lists")
    for days in range(1, 12):
        lists.in_force(lists.dated(today(clock.now()) - timedelta(days=days)))
    assert queries_of(lead, "/names/lists") == few <= 12
