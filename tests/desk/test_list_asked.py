"""The tables of columns and filters are whole, and any address at all gives a list."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st

from grants.calls.models import Call
from grants.core import clock
from grants.desk.queries.listing import (
    BY_CODE,
    COLUMNS,
    FILTERS,
    USUAL,
    Kind,
    ProposalList,
    Shape,
    Wanted,
)
from grants.desk.queries.selection import NAMES
from grants.desk.views.proposals.cells import in_sheet, on_page
from grants.notes.service import put_tag
from grants.proposals.models import ProposalStatus as S
from grants.screening.models import LookAlike, LookAlikeVerdict
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.desk.test_proposals import handed_in, many, titles, url
from tests.screening import cases
from tests.screening.test_conflict import tie

Browse = Callable[..., Browser]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def test_every_column_has_its_code_its_label_and_a_way_to_read_it(app: Flask, call: Call) -> None:
    assert len(COLUMNS) == len(BY_CODE) >= 40
    assert len({column.label for column in COLUMNS}) == len(COLUMNS)
    assert set(USUAL) <= set(BY_CODE)
    with app.test_request_context():
        page, sheet = on_page(call), in_sheet(call)
        for kind in Kind:
            assert callable(page(kind))
            assert callable(sheet(kind))
            assert page(kind)(None)  # what is not there has words or a dash
            assert sheet(kind)(None) is None


def test_every_filter_can_be_typed_or_chosen_on_the_page(call: Call, browse: Browse) -> None:
    row, officer = handed_in(call, "Alpha"), cases.officer()
    put_tag(build.acting(officer), row.ref, "Letter awaited")
    page = browse(officer).get(url(call), {"asked_from": "1"})
    names = {
        control.get("name")
        for control in page.root.xpath(".//form[@role='search']//input|.//form//select")
    }
    assert set(FILTERS) - {"only"} <= names
    assert {asked.shape for asked in FILTERS.values()} == set(Shape)


@pytest.mark.both_databases
def test_every_column_can_be_shown_and_every_order_asked_for(app: Flask) -> None:
    call = cases.closed_call()
    cases.start(cases.submitted(call), cases.officer())
    handed_in(call, "Beta", status=S.CLARIFICATION, grant_cents=0)
    found = ProposalList(build.acting(cases.officer()), call)
    for column in COLUMNS:
        for order in ("", "down"):
            wanted = Wanted.read({"sort": [column.code], "order": [order]})
            assert wanted.sort == (column.code if column.sorts else "submitted")
            assert len(found.page(wanted, list(BY_CODE), 1)) == 2


TYPED = {
    "text": "alp",
    "state": "submitted",
    "officer": "nobody",
    "due": "late",
    "country": "GH",
    "region": "Africa",
    "city": "tam",
    "focus": "live",
    "kind": "local_authority",
    "language": "en",
    "asked_from": "1 000",
    "asked_to": "49,999.99",
    "share_from": "20",
    "share_to": "20 %",
    "sponsors": "1",
    "finding": "eligible",
    "clarified": "no",
    "appeal": "open",
    "tag": "NOSUCHTAG0",
    "flag": "me",
    "alike": "yes",
    "only": "ABCD.EFGH",
}


@pytest.mark.both_databases
def test_every_filter_counts_as_many_as_it_lists(app: Flask) -> None:
    call = cases.closed_call()
    handed_in(call, "Alpha")
    found = ProposalList(build.acting(cases.officer()), call)
    assert set(TYPED) == set(FILTERS)
    for name, value in TYPED.items():
        for typed in (value, "nonsense", "99999999999999999999", "²"):
            wanted = Wanted.read({name: [typed]})
            assert wanted.filters, name
            assert found.count(wanted) == len(found.refs(wanted)), (name, typed)


nasty = st.sampled_from(
    ["", "0", "-1", "1e9", "%", "_", "' OR 1=1 --", "\x00", "\u202e", "é", "²", "9" * 30, "a.b.c",
     "title.city", "nobody", "me", "late", "yes", "down", "submitted", "GH", "20 %", "1.5.5"]
)  # fmt: skip
values = nasty | st.text(max_size=30)
addresses = st.dictionaries(
    st.sampled_from([*NAMES, "page", "view", "after", "whole", "strange"]),
    st.lists(values, max_size=3),
    max_size=5,
)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(addresses)
def test_no_address_breaks_the_list_and_its_count_is_that_of_its_rows(
    call: Call, browse: Browse, address: dict[str, list[str]]
) -> None:
    if not titles_there(call):
        for title in ("Alpha", "Beta", "Gamma"):
            handed_in(call, title)
    browser = _same(browse)
    page = browser.get(url(call), {k: v for k, v in address.items() if k != "page"})
    assert page.status == 200
    wanted = Wanted.read(address)
    assert wanted == Wanted.read(wanted.arguments())
    sheet = browser.get(f"{url(call)}.csv", wanted.arguments()).source
    assert len(list(csv.reader(StringIO(sheet, newline="")))) - 1 == len(titles(page))
    assert browser.get(url(call), address).status == 200


_browsers: dict[int, Browser] = {}


def _same(browse: Browse) -> Browser:
    """One browser for all examples of a test."""
    if id(browse) not in _browsers:
        _browsers.clear()
        _browsers[id(browse)] = browse(cases.officer())
    return _browsers[id(browse)]


def titles_there(call: Call) -> int:
    return len(ProposalList(build.acting(cases.lead()), call).refs(Wanted()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": ["submitted", "eligible"]}, ["Alpha", "Beta"]),
        ({"asked_from": "100 000"}, ["Beta"]),
        ({"asked_from": "abc"}, []),
        ({"share_from": "50"}, ["Gamma"]),
        ({"share_to": "49"}, ["Alpha", "Beta"]),
        ({"sponsors": "0"}, ["Alpha", "Beta", "Gamma"]),
        ({"sponsors": "1"}, []),
        ({"city": "lima"}, ["Beta"]),
        ({"due": "late"}, []),
        ({"due": "7"}, []),
        ({"focus": "nowhere"}, []),
        ({"alike": "perhaps"}, []),
    ],
)
def test_filters_show_what_they_say(
    call: Call, browse: Browse, query: dict[str, Any], expected: list[str]
) -> None:
    cash = {"cash_cents": 0}
    handed_in(call, "Alpha", grant_cents=5_000_000, **cash)
    handed_in(call, "Beta", grant_cents=10_000_000, city="Lima", status=S.ELIGIBLE, **cash)
    handed_in(call, "Gamma", grant_cents=100, cash_cents=100, status=S.SCREENING)
    page = browse(cases.officer()).get(url(call), {"sort": "title", **query})
    assert titles(page) == expected


def test_what_cannot_be_meant_is_said_and_can_be_taken_off(call: Call, browse: Browse) -> None:
    handed_in(call, "Alpha")
    page = browse(cases.officer()).get(url(call), {"focus": "nowhere", "asked_from": "abc"})
    assert "No proposal fits these filters, because this call does not have" in page.text
    page = page.click("Focus area: nowhere").click("Asked, from: abc")
    assert titles(page) == ["Alpha"]


def test_time_left_follows_the_clock(
    call: Call, browse: Browse, later: Callable[..., None]
) -> None:
    handed_in(call, "Alpha")
    browser = browse(cases.officer())
    assert titles(browser.get(url(call), {"due": "late"})) == []
    later(days=400)
    browser = browse(cases.officer())
    page = browser.get(url(call), {"due": "late"})
    assert titles(page) == ["Alpha"]
    assert "late by" in page.text


def test_a_look_alike_with_a_hidden_proposal_counts_nowhere(call: Call, browse: Browse) -> None:
    hidden, seen = handed_in(call, "Beta"), handed_in(call, "Alpha")
    from grants.core.db import db

    pair = LookAlike(
        ref="PAIR", proposal_id=seen.id, other_id=hidden.id, likeness_pct=80,
        found_at=clock.now(), verdict=LookAlikeVerdict.OPEN,
    )  # fmt: skip
    db.session.add(pair)
    db.session.commit()
    free, tied = cases.officer(), cases.officer()
    tie("in the team", hidden, tied)
    query = {"alike": "yes", "sort": "title"}
    assert titles(browse(free).get(url(call), query)) == ["Alpha", "Beta"]
    assert titles(browse(tied).get(url(call), query)) == []
    rows = ProposalList(build.acting(tied), call).page(Wanted(), ["alike", "alike_open"], 1)
    assert [tuple(row[2:]) for row in rows] == [(0, 0)]


def test_all_columns_ask_the_database_equally_often_at_5_and_50_rows(
    call: Call, browse: Browse
) -> None:
    browser = browse(cases.officer())
    path = f"{url(call)}?size=200&columns={'.'.join(BY_CODE)}"
    many(call, 5)
    browser.get(path)
    few = queries_of(browser, path)
    many(call, 45)
    assert queries_of(browser, path) == few <= 12


# -- the way from one to the next ---------------------------------------------------------------


def test_next_unscreened_follows_the_order_and_the_filters(call: Call, browse: Browse) -> None:
    now = clock.now()
    rows = [
        handed_in(call, title, submitted_at=now - timedelta(days=9 - n), **over)
        for n, (title, over) in enumerate(
            [
                ("Alpha", {}),
                ("Beta", {"country": "PE"}),
                ("Gamma", {"status": S.SCREENING}),
                ("Delta", {}),
            ]
        )
    ]
    alpha, beta, gamma, delta = (row.ref for row in rows)
    browser = browse(cases.officer())

    def after(ref: str = "", **query: str) -> str:
        client = browser.client.get(f"{url(call)}/next", query_string={"after": ref, **query})
        return str(client.headers["Location"])

    assert alpha in after()
    assert beta in after(alpha)
    assert delta in after(beta)
    assert delta in after(gamma)  # whose own check has begun
    assert alpha in after(delta)  # behind the last comes the first
    assert delta in after(alpha, country="GH")
    assert "country=GH" in after(alpha, country="GH")  # and the way goes on within the filter
    assert alpha in after("NOSUCH")
    page = browser.get(f"{url(call)}/next", {"country": "LK"})
    assert "Nothing is left to screen in this list" in page.source


def test_the_page_of_a_check_leads_on(call: Call, browse: Browse) -> None:
    first, second = cases.submitted(call, title="One"), cases.submitted(call, title="Two")
    page = browse(cases.officer()).get(
        f"/screening/{call.ref}/{first.ref}", {"country": "GH", "call_ref": "x", "ref": "y"}
    )
    assert page.status == 200
    assert "country=GH" in page.links()["Next unscreened"]
    assert page.click("Next unscreened").heading == second.title
