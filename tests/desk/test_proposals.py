"""The office's list of proposals: filters, order, pages, what is hidden, the spreadsheet."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import Call
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus as S
from tests import build
from tests.browsing import Browser
from tests.counting import statements
from tests.screening import cases
from tests.screening.test_conflict import TIES, tie

Browse = Callable[..., Browser]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def url(call: Call) -> str:
    return f"/calls/{call.ref}/proposals"


def handed_in(call: Call, title: str, **over: Any) -> Proposal:
    values: dict[str, Any] = {"status": S.SUBMITTED, "submitted_at": clock.now()}
    return build.proposal(call, build.person(), title=title, **{**values, **over})


def many(call: Call, n: int) -> None:
    lead = build.person()
    now = clock.now()
    first = db.session.scalar(sa.select(sa.func.max(Proposal.id))) or 0
    db.session.execute(
        sa.insert(Proposal),
        [
            {
                "ref": f"MANY{first + i:06d}",
                "call_id": call.id,
                "status": [S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE][i % 3],
                "started_by_id": lead.id,
                "started_at": now,
                "language": ["en", "fr", "es"][i % 3],
                "title": f"Title {i:04d}",
                "country": ["GH", "PE", "PH", "SN"][i % 4],
                "city": f"City {i % 97}",
                "focus_area": ["live", "work"][i % 2],
                "proponent_name": f"Municipality {i}",
                "grant_cents": 5_000_000 + i * 100,
                "submitted_at": now - timedelta(minutes=i),
                "status_at": now,
                "version": 1,
            }
            for i in range(n)
        ],
    )
    db.session.commit()


def titles(page: Any) -> list[str]:
    """Titles in the order of the rows."""
    return ["".join(a.itertext()) for a in page.root.iterfind(".//tbody//th/a")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Alpha", "Beta", "Gamma"]),
        ({"text": "alp"}, ["Alpha"]),
        ({"text": "lima"}, ["Beta"]),
        ({"text": "water board"}, ["Gamma"]),
        ({"text": "100%"}, []),
        ({"state": "eligible"}, ["Beta"]),
        ({"country": "PE"}, ["Beta"]),
        ({"focus": "work"}, ["Gamma"]),
        ({"language": "fr"}, ["Gamma"]),
        ({"officer": "nobody"}, ["Alpha", "Beta", "Gamma"]),
        ({"sort": "asked", "order": "down"}, ["Gamma", "Alpha", "Beta"]),
        ({"sort": "title", "order": "down"}, ["Gamma", "Beta", "Alpha"]),
        ({"sort": "password_hash"}, ["Alpha", "Beta", "Gamma"]),
        ({"page": "7"}, []),
        ({"page": "-1"}, ["Alpha", "Beta", "Gamma"]),
        ({"state": "' OR 1=1 --"}, []),
    ],
)
def test_filters_and_order_show_what_they_say(
    call: Call, browse: Browse, query: dict[str, str], expected: list[str]
) -> None:
    now = clock.now()
    old = {"submitted_at": now - timedelta(days=3)}
    handed_in(call, "Alpha", **old)
    handed_in(
        call,
        "Beta",
        status=S.ELIGIBLE,
        country="PE",
        city="Lima",
        grant_cents=6_000_000,
        submitted_at=now - timedelta(days=2),
    )
    handed_in(
        call,
        "Gamma",
        focus_area="work",
        language="fr",
        proponent_name="Tamale Water Board",
        grant_cents=21_000_000,
    )
    page = browse(cases.officer()).get(url(call), query)
    assert page.status == 200
    assert titles(page) == expected


def test_the_form_keeps_what_was_chosen_so_that_a_view_can_be_sent(
    call: Call, browse: Browse
) -> None:
    handed_in(call, "Alpha")
    query = {"text": "alp", "country": "GH", "sort": "asked", "order": "down"}
    page = browse(cases.officer()).get(url(call), query)
    values = page.form("text").values()
    assert {k: values[k] for k in query} == query


def test_drafts_are_only_a_number(call: Call, browse: Browse) -> None:
    draft = build.proposal(call, build.person(), title="Secret draft", country="LK")
    page = browse(cases.officer()).get(url(call))
    assert "1 draft is being written" in page.text
    assert "Secret draft" not in page.source
    assert draft.ref not in page.source
    assert "Sri Lanka" not in page.source
    assert titles(browse(cases.officer()).get(url(call), {"state": "draft"})) == []


def test_test_proposals_are_never_counted(call: Call, browse: Browse) -> None:
    handed_in(call, "A try", is_test=True)
    page = browse(cases.officer()).get(url(call))
    assert "A try" not in page.source
    assert "0 proposals handed in" in page.text


@pytest.mark.parametrize("kind", TIES)
def test_a_tied_officer_sees_neither_row_nor_count_nor_export(
    call: Call, browse: Browse, kind: str
) -> None:
    row = handed_in(call, "Hidden Gardens", country="LK")
    officer = cases.officer()
    tie(kind, row, officer)
    browser = browse(officer)
    page = browser.get(url(call))
    for words in ("Hidden Gardens", row.ref, "Sri Lanka"):
        assert words not in page.source
    assert "0 proposals handed in" in page.text
    assert len(sheet(browser, call)) == 1


def test_the_officer_filter_names_those_at_work(call: Call, browse: Browse) -> None:
    officer = cases.officer("Olga Officer")
    row = cases.submitted(call, title="Taken")
    handed_in(call, "Free")
    cases.start(row, officer)
    browser = browse(officer)
    assert titles(browser.get(url(call), {"officer": officer.ref})) == ["Taken"]
    assert titles(browser.get(url(call), {"officer": "nobody"})) == ["Free"]
    assert "Olga Officer" in browser.get(url(call)).source


def test_pages_of_fifty_hold_every_row_once(call: Call, browse: Browse) -> None:
    many(call, 120)
    browser = browse(cases.officer())
    page = browser.get(url(call), {"sort": "state"})
    seen = titles(page)
    while "Next page" in page.links():
        page = page.click("Next page")
        seen += titles(page)
    assert len(seen) == 120
    assert len(set(seen)) == 120


def test_the_list_asks_the_database_equally_often_at_5_50_and_1000_rows(
    call: Call, browse: Browse
) -> None:
    browser = browse(cases.officer())
    asked = []
    for more in (5, 45, 950):
        many(call, more)
        browser.get(url(call))
        with statements() as seen:
            assert browser.get(url(call), {"text": "Title"}).status == 200
        asked.append(len(seen))
    assert len(set(asked)) == 1
    assert asked[0] <= 12


def sheet(browser: Browser, call: Call, query: Any = None) -> list[tuple[Any, ...]]:
    page = browser.get(f"{url(call)}.xlsx", query)
    assert page.status == 200
    assert page.response.headers["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(BytesIO(page.response.data))
    return list(book.active.iter_rows(values_only=True))


def test_the_spreadsheet_holds_what_the_list_filters(call: Call, browse: Browse) -> None:
    handed_in(call, "Alpha", grant_cents=5_000_050)
    handed_in(call, "Beta", country="PE")
    rows = sheet(browse(cases.officer()), call, {"country": "GH"})
    assert [row[1] for row in rows[1:]] == ["Alpha"]
    assert rows[1][rows[0].index("Asked (USD)")] == 50_000.5


@pytest.mark.parametrize("title", ["=1+1", "+cmd", "-2", "@sum", '=HYPERLINK("x")', "<b>&", "🙂"])
def test_no_title_becomes_a_formula_or_breaks_the_file(
    call: Call, browse: Browse, title: str
) -> None:
    handed_in(call, title, proponent_name=title, city=title)
    browser = browse(cases.officer())
    response = browser.get(f"{url(call)}.xlsx").response
    book = openpyxl.load_workbook(BytesIO(response.data))
    cell = book.active.cell(2, 2)
    assert cell.value == title
    assert cell.data_type == "s"
    assert titles(browser.get(url(call))) == [title]


@pytest.mark.parametrize("role", [None, Role.EVALUATOR, Role.BOARD_MEMBER, Role.FINANCE])
def test_others_do_not_reach_the_list(call: Call, browse: Browse, role: Role | None) -> None:
    handed_in(call, "Alpha")
    who = build.person("", *([role] if role else []))
    for address in (url(call), f"{url(call)}.xlsx"):
        page = browse(who).get(address)
        assert page.status in (403, 404)
        assert "Alpha" not in page.source
