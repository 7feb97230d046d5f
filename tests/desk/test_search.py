"""The search over every call: who may ask, what is shown, what is hidden."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.proposals.models import ProposalStatus
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.proposals.searching import handed_in
from tests.screening.test_conflict import TIES, tie

Browse = Callable[..., Browser]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.AUDITOR])
def test_the_office_searches_every_call(app: Flask, browse: Browse, role: Role) -> None:
    handed_in(build.call("CATF-2031"), "Safe water", "Kiosks in four settlements.")
    old = build.call("CATF-2030")
    handed_in(old, "Water again", "More kiosks.", status=ProposalStatus.WITHDRAWN)
    page = browse(build.person("", role)).get("/search", {"q": "kiosk"})
    assert "2 proposals found" in page.text
    assert "Withdrawn" in page.text
    assert "<mark>Kiosks</mark> in four settlements." in page.source
    page = page.form("q").submit({"call": "CATF-2030"})
    assert "1 proposal found" in page.text
    assert "Safe water" not in page.text


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_nobody_else_searches(app: Flask, browse: Browse, role: Role) -> None:
    assert browse(build.person("", role)).get("/search", {"q": "x"}).status == 403
    assert browse(build.person()).get("/search").status == 403


@pytest.mark.parametrize("how", TIES)
def test_a_tie_hides_a_proposal_from_the_search_and_its_counts(
    app: Flask, browse: Browse, how: str
) -> None:
    officer = build.person("", Role.OFFICER)
    call = build.call()
    row = handed_in(call, "Tied water")
    handed_in(call, "Free water")
    tie(how, row, officer)
    page = browse(officer).get("/search", {"q": "water"})
    assert "1 proposal found" in page.text
    assert row.ref not in page.source
    assert "Nothing found" in browse(officer).get("/search", {"q": "tied"}).text


def test_what_a_city_wrote_is_never_markup(app: Flask, browse: Browse) -> None:
    evil = '<script>alert("water")</script> & <b>water</b>'
    handed_in(build.call(), evil, f"{evil} &amp; water")
    page = browse(build.person("", Role.OFFICER)).get("/search", {"q": "water <b>"})
    assert "<script>alert" not in page.source
    assert "&lt;<mark>b</mark>&gt;<mark>water</mark>&lt;/<mark>b</mark>&gt;" in page.source


def test_every_state_of_the_page_says_what_to_do(app: Flask, browse: Browse) -> None:
    officer = browse(build.person("", Role.OFFICER))
    assert "How to search" in officer.get("/search").text
    assert "Nothing found" in officer.get("/search", {"q": "water"}).text
    handed_in(build.call(), "Water")
    page = officer.get("/search", {"q": "the water", "page": "7"})
    assert "This page is empty" in page.text
    assert "Left out" in page.text
    assert "only its first words" in officer.get("/search", {"q": "water " + "x" * 300}).text


def test_a_long_list_is_paged_and_costs_no_more_questions(app: Flask, browse: Browse) -> None:
    call, lead = build.call(), build.person()
    officer = browse(build.person("", Role.OFFICER))
    for n in range(5):
        handed_in(call, f"Water {n}", lead=lead)
    few = queries_of(officer, "/search?q=water")
    for n in range(5, 50):
        handed_in(call, f"Water {n}", lead=lead)
    assert queries_of(officer, "/search?q=water") == few <= 12
    seen = [p for n in (1, 2, 3) for p in officer.get("/search", {"q": "water", "page": n}).links()]
    assert {f"Water {n}" for n in range(50)} <= set(seen)
