"""The list of look-alikes of a call, one pair side by side, and looking again."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import Call
from grants.core import jobs
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.screening import service
from grants.screening.models import LookAlike, LookAlikeSearch, LookAlikeVerdict
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.screening import cases
from tests.screening.test_conflict import TIES, tie
from tests.screening.test_look_alikes import OTHER, SAME, judge, submit_again

Browse = Callable[..., Browser]
LIST = "/screening/{}/look-alikes"


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def alike(of: Call, *others: Call, text: str = SAME, **over: Any) -> list[Proposal]:
    """One proposal in each call with the same text."""
    answers = {**cases.ANSWERS, "summary": text, "innovation": ""}
    rows = [
        cases.submitted(one, title=f"Text {n}", content={"answers": answers}, **over)
        for n, one in enumerate((of, *others), 1)
    ]
    service.find_lookalikes({"proposal_id": rows[-1].id})
    return rows


def listed(browser: Browser, call: Call, query: str = "") -> str:
    return browser.get(LIST.format(call.ref) + query).text


def test_the_desk_leads_to_the_pairs_and_each_to_its_two_texts(call: Call, browse: Browse) -> None:
    alike(call, cases.closed_call(ref="CATF-OLD"))
    page = browse(cases.officer()).get(f"/screening/{call.ref}/").click("Look-alikes")
    assert "Text 2" in page.text
    assert "CATF-OLD" in page.text
    assert "100 %" in page.text
    page = page.click("Text 1")
    assert page.heading == "Two texts much alike"
    assert page.root is not None
    numbers = page.root.xpath("//a[@class='passage-number']/@href")
    targets = {f"#{one}" for one in page.root.xpath("//a[@class='passage-number']/@id")}
    assert numbers
    assert set(numbers) == targets
    assert "The same city" in page.text


def test_a_call_without_pairs_says_so(call: Call, browse: Browse) -> None:
    cases.submitted(call)
    assert "Nothing here" in listed(browse(cases.officer()), call)
    assert "No pair like that" in listed(browse(cases.officer()), call, "?place=here")


def test_filters_choose_by_verdict_applicant_and_call(call: Call, browse: Browse) -> None:
    body = build.organisation()
    merged = build.organisation(merged_into_id=body.id)
    first, _ = alike(call, call)
    first.proponent_id, first.city = body.id, "Accra"
    db.session.commit()
    second = alike(call, cases.closed_call(), text=OTHER, city="Lomé")[0]
    other = db.session.scalars(sa.select(Proposal).where(Proposal.title == "Text 2")).first()
    assert other is not None
    other.proponent_id = merged.id
    second.title = "Bus line"
    db.session.commit()
    browser = browse(cases.officer())
    assert "To judge (2)" in listed(browser, call)
    for query, seen, unseen in (
        ("?applicant=organisation", "Same organisation", "Bus line"),
        ("?applicant=city", "Bus line", "Same organisation"),
        ("?place=here", "this call", "Bus line"),
        ("?place=elsewhere", "Bus line", "this call"),
    ):
        text = listed(browser, call, query)
        assert seen in text, query
        assert unseen not in text, query
        assert "To judge (1)" in text, query
    assert "No pair like that" in listed(browser, call, "?applicant=neither")
    assert "To judge (2)" in listed(browser, call, "?applicant=nobody&place=nowhere&view=x&page=z")


def test_one_registration_number_in_one_country_is_one_organisation(
    call: Call, browse: Browse
) -> None:
    rows = alike(call, call)
    for row, number in zip(rows, ("gh-12", "GH-12"), strict=True):
        row.proponent_id = build.organisation(registration_no=number).id
    db.session.commit()
    assert "Same organisation" in listed(browse(cases.officer()), call)


def test_a_judged_pair_comes_back_when_a_text_changed(call: Call, browse: Browse) -> None:
    first, _ = alike(call, call)
    judge(LookAlikeVerdict.NO_CONCERN)
    browser = browse(cases.officer())
    assert "To judge (0)" in listed(browser, call)
    assert "No concern" in listed(browser, call, "?view=judged")
    submit_again(first, SAME + " Some more words were written since then.")
    assert "Text changed since" in listed(browser, call)
    file = browser.get(f"/screening/{call.ref}/{first.ref}")
    assert "Text changed since" in file.text
    page = file.click("Text 2")
    assert "A text has changed since the verdict" in page.text
    page.form("Keep the verdict").submit({"verdict": "boilerplate", "note": "Read again."})
    assert "To judge (0)" in listed(browser, call)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("how", TIES)
def test_a_pair_with_a_tied_proposal_is_in_no_list_and_no_count(
    call: Call, browse: Browse, how: str, side: int
) -> None:
    rows = alike(call, cases.closed_call())
    officer = cases.officer()
    browser = browse(officer)
    assert "To judge (1)" in listed(browser, call)
    tie(how, rows[side], officer)
    for view in ("", "?view=judged", "?view=all"):
        text = listed(browser, call, view)
        assert "(1)" not in text
        assert "Text 1" not in text
        assert "Text 2" not in text


def test_a_lead_has_a_call_compared_again_and_sees_how_far_it_is(
    call: Call, browse: Browse
) -> None:
    answers = {**cases.ANSWERS, "summary": SAME}
    for _ in range(2):
        cases.submitted(call, title="Text", content={"answers": answers})
    browser = browse(cases.lead())
    page = browser.get(LIST.format(call.ref)).click("Look again")
    assert "Verdicts stay" in page.text
    page = page.form("Compare the texts").submit()
    assert "Texts are being compared" in page.text
    again = browser.get(LIST.format(call.ref) + "/again").form("Compare the texts").submit()
    assert again.status == 422
    assert "being compared already" in again.text
    db.session.execute(sa.update(LookAlikeSearch).values(total=4, compared=3))
    db.session.commit()
    assert "75 % of the texts are compared" in browser.get(LIST.format(call.ref)).text
    db.session.execute(sa.update(LookAlikeSearch).values(total=0, compared=0))
    db.session.commit()
    assert jobs.work_once()
    page = browser.get(LIST.format(call.ref))
    assert "The texts of this call were compared on" in page.text
    assert "To judge (1)" in page.text


def test_an_officer_cannot_have_all_compared_but_one_proposal(call: Call, browse: Browse) -> None:
    answers = {**cases.ANSWERS, "summary": SAME}
    row, other = (cases.submitted(call, content={"answers": answers}) for _ in range(2))
    browser = browse(cases.officer())
    assert "Look again" not in browser.get(LIST.format(call.ref)).text
    assert browser.get(LIST.format(call.ref) + "/again").status == 403
    page = browser.get(f"/screening/{call.ref}/{row.ref}")
    assert "compared with all others again" in page.form(action="look-alikes/again").submit().text
    assert jobs.work_once()
    found = db.session.scalars(sa.select(LookAlike)).one()
    assert (found.proposal_id, found.other_id) == (other.id, row.id)


def test_an_auditor_reads_and_presses_nothing(call: Call, browse: Browse) -> None:
    row = alike(call, call)[0]
    browser = browse(build.person("", Role.AUDITOR))
    assert "Text 1" in listed(browser, call)
    assert "Look again" not in browser.get(f"/screening/{call.ref}/{row.ref}").text


def test_the_list_asks_as_often_for_fifty_pairs_as_for_five(call: Call, browse: Browse) -> None:
    rows = [cases.submitted(call, title=f"T{n}") for n in range(51)]
    values = {"likeness_pct": 70, "found_at": rows[0].submitted_at}
    for n, row in enumerate(rows[1:], 1):
        pair = {"ref": f"P{n}", "proposal_id": row.id, "other_id": rows[0].id}
        verdict = LookAlikeVerdict.OPEN if n <= 5 else LookAlikeVerdict.NO_CONCERN
        db.session.add(LookAlike(**values, **pair, verdict=verdict))
    db.session.commit()
    browser = browse(cases.officer())
    five = queries_of(browser, LIST.format(call.ref))
    fifty = queries_of(browser, LIST.format(call.ref) + "?view=all")
    assert five == fifty
    assert fifty <= 12
    pair = f"/screening/{call.ref}/{rows[1].ref}/look-alikes/P1"
    assert queries_of(browser, pair) <= 12
