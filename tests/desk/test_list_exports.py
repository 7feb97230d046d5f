"""What leaves the house of the list: spreadsheets, archives, and who may fetch them."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from grants.accounts.models import Role
from grants.calls.models import Call
from grants.core import jobs
from grants.core.db import db
from grants.core.pdf import PdfFailed
from grants.desk import proposal_pdf
from grants.desk.models import Bundle
from grants.desk.queries.listing import COLUMNS
from grants.desk.queries.selection import chosen
from grants.desk.service import bundles
from grants.desk.views.proposals import archive, selected
from grants.proposals.models import Proposal
from tests import build
from tests.browsing import Browser
from tests.desk.test_proposals import handed_in, many, sheet, url
from tests.screening import cases
from tests.screening.test_conflict import tie

Browse = Callable[..., Browser]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The typesetter has tests of its own; here a document is what it was asked to say."""

    def said(_template: object, data: dict[str, Any], language: str) -> bytes:
        if data["title"] == "Cursed":
            raise PdfFailed("no")
        return f"%PDF {language} {data['title']}".encode()

    monkeypatch.setattr(proposal_pdf, "render_pdf", said)


def rows_of(browser: Browser, call: Call, **query: str) -> list[list[str]]:
    source = browser.get(f"{url(call)}.csv", query).response.data.decode("utf-8-sig")
    return list(csv.reader(StringIO(source, newline="")))


def test_the_csv_holds_what_the_list_filters_with_the_columns_of_the_view(
    call: Call, browse: Browse
) -> None:
    handed_in(call, "Alpha")
    handed_in(call, "Beta", country="PE")
    heads, *rows = rows_of(browse(cases.officer()), call, country="PE", columns="city.asked")
    assert heads == ["Reference", "Proposal", "City", "Asked (USD)"]
    assert [row[1] for row in rows] == ["Beta"]


def test_both_spreadsheets_can_hold_every_column(call: Call, browse: Browse) -> None:
    cases.start(cases.submitted(call), cases.officer())
    browser = browse(cases.officer())
    heads, row = sheet(browser, call, {"whole": "yes"})
    assert len(heads) == len(row) == len(COLUMNS)
    assert rows_of(browser, call, whole="yes")[0] == list(heads)


HOSTILE = ["=1+1", "+cmd", "-2", "@sum", "\tx", '=HYPERLINK("x")', "<b>&", "🙂"]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_cell_of_the_csv_begins_a_formula(call: Call, browse: Browse, title: str) -> None:
    handed_in(call, title, proponent_name=title, city=title)
    cells = rows_of(browse(cases.officer()), call, columns="city.proponent")[1]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


def test_a_csv_of_many_rows_is_whole(call: Call, browse: Browse) -> None:
    many(call, 450)
    rows = rows_of(browse(cases.officer()), call)
    assert len(rows) == 451
    assert len({row[0] for row in rows}) == 451


# -- choosing -----------------------------------------------------------------------------------


def test_what_was_chosen_comes_in_the_order_of_the_list_without_strangers(
    call: Call, app: Flask
) -> None:
    alpha, beta, gamma = (handed_in(call, title) for title in ("Alpha", "Beta", "Gamma"))
    elsewhere = handed_in(cases.closed_call(), "Elsewhere")
    officer = cases.officer()
    tie("in the team", gamma, officer)
    actor = build.acting(officer)
    refs = [beta.ref, alpha.ref, alpha.ref, gamma.ref, elsewhere.ref, "NOSUCH"]
    found = chosen(actor, call, MultiDict([("ref", r) for r in refs] + [("sort", "title")]))
    assert (found.refs, found.gone, found.count) == ((alpha.ref, beta.ref), 3, 2)
    every = chosen(actor, call, MultiDict([("everything", "yes"), ("text", "a")]))
    assert (set(every.refs), every.gone) == ({alpha.ref, beta.ref}, 0)
    none = chosen(actor, call, MultiDict([("everything", "yes"), ("asked_from", "abc")]))
    assert none.refs == ()


def test_the_chosen_page_shows_them_and_says_what_is_gone(call: Call, browse: Browse) -> None:
    alpha, beta = handed_in(call, "Alpha"), handed_in(call, "Beta")
    form = browse(cases.officer()).get(url(call)).form("everything")
    page = form.submit({"ref": [alpha.ref, "NOSUCH"]})
    assert page.heading == "1 chosen proposal"
    assert "1 that you ticked is no longer in the list" in page.text
    page = form.submit({"everything": "yes"})
    assert page.heading == "2 chosen proposals"
    assert "Beta" in page.text
    assert beta.ref in page.source
    page = form.submit({"ref": []})
    assert "Tick one proposal at least" in page.source


# -- archives -----------------------------------------------------------------------------------


def zipped(data: bytes) -> tuple[dict[str, bytes], list[tuple[Any, ...]]]:
    """The files of an archive by path, and the lines of its index."""
    book = zipfile.ZipFile(BytesIO(data))
    assert book.testzip() is None
    found = {name: book.read(name) for name in book.namelist()}
    index = openpyxl.load_workbook(io.BytesIO(found.pop("index.xlsx"))).active
    return found, list(index.iter_rows(values_only=True))[1:]


def test_a_few_are_sent_at_once_with_an_index_that_is_true(call: Call, browse: Browse) -> None:
    row = cases.submitted(call, title="../=Evil\\name")
    cases.submitted(call, title="Cursed")
    handed_in(call, "On paper")
    data = browse(cases.officer()).get(f"{url(call)}.zip").response.data
    files, index = zipped(data)
    (path,) = files
    assert path.startswith(f"{row.ref} ")
    assert ".." not in path
    assert "\\" not in path
    assert files[path] == b"%PDF en ../=Evil\\name"
    by_title = {line[1]: line for line in index}
    line = by_title["../=Evil\\name"]
    assert (line[4], line[5]) == (path, len(files[path]))
    assert line[6] == hashlib.sha256(files[path]).hexdigest()
    assert by_title["Cursed"][7] == "This document could not be made"
    assert "Never submitted in this system: no document" in {line[7] for line in index}


def test_too_many_at_once_are_not_begun(
    call: Call, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 1)
    handed_in(call, "Alpha")
    handed_in(call, "Beta")
    page = browse(cases.officer()).get(f"{url(call)}.zip")
    assert "tick them first" in page.source


def worked() -> None:
    while jobs.work_once():
        pass


@pytest.fixture
def asked(call: Call, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Five proposals, asked for by an officer, two documents to a job."""
    monkeypatch.setattr(proposal_pdf, "AT_A_TIME", 2)
    rows = [cases.submitted(call, title=f"Title {n}") for n in range(5)]
    officer = cases.officer()
    ref = bundles.ask(build.acting(officer), call, [row.ref for row in rows])
    return officer, f"{url(call)}/archives/{ref}", rows


def test_many_are_made_by_the_worker_bit_by_bit(asked: Any, browse: Browse) -> None:
    officer, path, _rows = asked
    browser = browse(officer)
    assert "0 of 5 proposals are done" in browser.get(path).text
    jobs.work_once()
    assert "2 of 5 proposals are done" in browser.get(path).text
    assert "not ready yet" in browser.get(f"{path}/proposals.zip").source
    worked()
    page = browser.get(path)
    assert "The archive is ready" in page.text
    files, index = zipped(page.click("Fetch the archive").response.data)
    assert len(files) == len(index) == 5


def test_what_is_made_already_is_not_made_again(
    asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    usual = proposal_pdf.pdf_of

    def counted(paper: dict[str, Any], language: str) -> bytes:
        made.append(paper["title"])
        return usual(paper, language)

    monkeypatch.setattr(proposal_pdf, "pdf_of", counted)
    bundle = db.session.query(Bundle).one()
    proposal_pdf.make({"bundle_id": bundle.id})
    db.session.query(Bundle).update({"made": 0})  # as after a worker that died before noting it
    db.session.commit()
    worked()
    assert sorted(made) == [f"Title {n}" for n in range(5)]


def test_nobody_else_fetches_it_and_nothing_that_was_hidden_since(
    asked: Any, browse: Browse, later: Callable[..., None]
) -> None:
    officer, path, rows = asked
    worked()
    for other in (cases.officer(), cases.lead(), build.person("", Role.AUDITOR)):
        assert browse(other).get(path).status == 404
        assert browse(other).get(f"{path}/proposals.zip").status == 404
    hidden = db.session.get_one(Proposal, rows[0].id)
    tie("in the team", hidden, officer)
    data = browse(officer).get(f"{path}/proposals.zip").response.data
    files, index = zipped(data)
    assert len(files) == len(index) == 4
    assert not any(hidden.ref in name for name in files)
    later(days=4)
    assert browse(officer).get(path).status == 404
    assert bundles.drop_old_bundles() == 1
    assert db.session.query(Bundle).count() == 0


def test_the_archive_of_all_that_match_is_asked_for_on_the_page(
    call: Call, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grants.desk.views.proposals.selected.AT_ONCE", 1)
    for n in range(3):
        cases.submitted(call, title=f"Title {n}")
    form = browse(cases.officer()).get(url(call), {"text": "title"}).form("everything")
    page = form.submit({"everything": "yes"}).form("Make the archive").submit()
    assert page.heading == "Archive of chosen proposals"
    assert db.session.query(Bundle).one().refs
    assert len(db.session.query(Bundle).one().refs) == 3


PAGES = (".csv", ".zip", "/columns", "/views", "/views/new", "/next")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [None, Role.EVALUATOR, Role.BOARD_MEMBER])
def test_others_reach_nothing_of_the_list(
    call: Call, browse: Browse, path: str, role: Role | None
) -> None:
    handed_in(call, "Alpha")
    who = build.person("", *([role] if role else []))
    page = browse(who).get(f"{url(call)}{path}")
    assert page.status in (403, 404)
    assert "Alpha" not in page.source


def test_a_form_sent_twice_leads_to_its_own_archive_not_to_a_later_one(
    call: Call, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selected, "AT_ONCE", 0)
    rows = [cases.submitted(call, title=title) for title in ("One", "Two")]
    browser = browse(cases.officer())
    forms = [
        browser.get(url(call)).form("everything").submit({"ref": [row.ref]}).form(action="archives")
        for row in rows
    ]
    first, later, again = (form.submit() for form in (forms[0], forms[1], forms[0]))
    assert first.path == again.path != later.path
    assert "archives/" in again.path
