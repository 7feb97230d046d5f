"""A lead makes a call: from nothing, from an earlier one, from its file; and changes it after."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls import queries, service
from grants.calls.models import CallStatus
from grants.calls.rules.document import CallDocument
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused
from tests import build
from tests.browsing import Browser, Page
from tests.calls.documents import SHIPPED, now

Browse = Callable[..., Browser]
LEAST = {
    "ref": "CATF-2030",
    "title": "Cities after 2030",
    "summary": "What comes next.",
    "fiscal_year": "2030",
    "min_cents": "50 000",
    "max_cents": "200 000",
    "languages": ["en", "fr"],
    "contact_email": "catf@example.org",
}


def made(page: Page, **over: object) -> Page:
    return page.form("ref").submit({**LEAST, **over})


def test_from_nothing_with_the_standard_questions(lead: Person, browse: Browse) -> None:
    page = made(browse(lead).get("/calls/new"))
    assert page.heading == "Change CATF-2030"
    found = now("CATF-2030")
    assert found.status is CallStatus.DRAFT
    assert (found.min_cents, found.max_cents, found.fiscal_year) == (5_000_000, 20_000_000, 2030)
    assert found.languages == ("en", "fr")
    assert len(found.concept_note) > 3
    assert len(found.checklist) > 3
    assert found.budget.categories
    assert sum(criterion.weight for criterion in found.criteria) == 100


def test_from_nothing_without_them_only_the_budget_table_is_there(
    lead: Person, browse: Browse
) -> None:
    made(browse(lead).get("/calls/new"), standard=None)
    found = now("CATF-2030")
    assert (found.concept_note, found.checklist, found.criteria) == ((), (), ())
    assert found.budget.categories


def test_from_an_earlier_call_its_rules_come_and_its_round_stays(
    lead: Person, browse: Browse
) -> None:
    made(browse(lead).get("/calls/new"))
    first = now("CATF-2030")
    page = browse(lead).get("/calls/new?copy=CATF-2030")
    assert page.form("ref").values()["title"] == "Cities after 2030"
    page = page.form("ref").submit({"ref": "catf-2031", "fiscal_year": "2031"})
    assert page.heading == "Change CATF-2031"
    second = now("CATF-2031")
    assert [q.code for q in second.questions()] == [q.code for q in first.questions()]
    assert (second.opens_at, second.closes_at, second.status) == (None, None, CallStatus.DRAFT)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("ref", "next year", "capital letters and digits"),
        ("ref", "", "Give the call a reference"),
        ("title", "", "Write a title"),
        ("min_cents", "300 000", "must be above 0 and not above"),
        ("max_cents", "a lot", "Use digits only"),
        ("languages", [], "at least one language"),
        ("fiscal_year", "12", "Write a year"),
    ],
)
def test_a_wrong_value_is_named_and_everything_typed_stays(
    lead: Person, browse: Browse, field: str, typed: object, words: str
) -> None:
    page = made(browse(lead).get("/calls/new"), **{field: typed})
    assert page.status == 422
    assert words in page.text
    if field != "summary":
        assert page.form("ref").values()["summary"] == "What comes next."


def test_a_reference_is_taken_once_whatever_its_case(lead: Person, browse: Browse) -> None:
    browser = browse(lead)
    made(browser.get("/calls/new"))
    page = made(browser.get("/calls/new"), ref="catf-2030")
    assert page.status == 422
    assert "There is a call CATF-2030 already" in page.text


def test_the_same_form_sent_twice_makes_one_call(lead: Person, browse: Browse) -> None:
    form = browse(lead).get("/calls/new").form("ref")
    for _ in range(2):
        assert form.submit(LEAST).heading == "Change CATF-2030"


def test_a_file_makes_a_call_and_its_mistakes_are_listed(lead: Person, browse: Browse) -> None:
    actor, browser = build.acting(lead), browse(lead)
    made(browser.get("/calls/new"))
    text = service.export_call(actor, "CATF-2030").replace("CATF-2030", "CATF-2032")
    page = browser.get("/calls/upload")
    assert "Choose the file" in page.form("file").submit().text
    wrong = text.replace("min_usd: 50000", "min_usd: much")
    page = page.form("file").submit({"file": (BytesIO(wrong.encode()), "call.yaml")})
    assert page.status == 422
    assert "Nothing was imported" in page.text
    assert "min_usd" in page.text
    page = page.form("file").submit({"file": (BytesIO(text.encode()), "call.yaml")})
    assert "The call CATF-2032 is imported" in page.text
    again = browser.get("/calls/upload").form("file")
    page = again.submit({"file": (BytesIO(text.encode()), "call.yaml")})
    assert "There is a call CATF-2032 already" in page.text
    page = again.submit({"file": (BytesIO(text.encode()), "call.yaml"), "replaces": "y"})
    assert "is imported" in page.text


def test_a_file_never_makes_a_call_public(lead: Person, browse: Browse) -> None:
    build.call("CATF-2034")
    text = service.export_call(build.acting(lead), "CATF-2034").replace("CATF-2034", "CATF-2035")
    assert "status: published" in text
    page = browse(lead).get("/calls/upload").form("file")
    page = page.submit({"file": (BytesIO(text.encode()), "call.yaml")})
    assert "is imported, as a draft" in page.text
    assert queries.for_office(build.acting(lead), "CATF-2035").status is CallStatus.DRAFT
    same = browse(lead).get("/calls/upload").form("file")
    page = same.submit({"file": (BytesIO(text.encode()), "call.yaml"), "replaces": "y"})
    assert queries.for_office(build.acting(lead), "CATF-2035").status is CallStatus.DRAFT


def test_a_change_says_what_the_file_names_and_what_is_no_fact_any_more(lead: Person) -> None:
    actor = build.acting(lead)
    call = build.call("CATF-2033", status=CallStatus.DRAFT)
    service.edit(
        actor, call.ref, lambda now: replace(now, evaluators=4, listed=()), version=call.version
    )
    found = now(call.ref)
    assert found.evaluators == 4
    assert "evaluators" in found.listed
    assert "evaluators" not in found.facts


def test_the_file_of_a_call_from_nothing_says_what_the_system_chose_too(
    lead: Person, browse: Browse
) -> None:
    made(browse(lead).get("/calls/new"))
    text = service.export_call(build.acting(lead), "CATF-2030")
    for line in ("currency: USD", "appeal_days: 10", "reconfirm_endorsement: false"):
        assert f"\n  {line}\n" in text
    for empty in ("theme:", "focus_areas:", "opens_at:", "funnel:", "full_proposal:"):
        assert f"\n  {empty}" not in text


def test_nobody_but_a_lead_and_nothing_stale_contradictory_or_opened(
    lead: Person, app: Flask
) -> None:
    actor = build.acting(lead)
    draft = build.call("CATF-2033", status=CallStatus.DRAFT)
    version = draft.version
    with pytest.raises(Forbidden):
        service.edit(
            build.acting(build.person("", Role.OFFICER)),
            draft.ref,
            lambda now: now,
            version=version,
        )
    with pytest.raises(service.Contradictory):
        service.edit(actor, draft.ref, lambda now: replace(now, min_cents=0), version=version)
    service.edit(actor, draft.ref, lambda now: replace(now, evaluators=5), version=version)
    with pytest.raises(Conflict):
        service.edit(actor, draft.ref, lambda now: replace(now, evaluators=6), version=version)
    opened = build.call("CATF-2034", status=CallStatus.PUBLISHED, opens_at=clock.now())
    with pytest.raises(Refused, match="has opened"):
        service.edit(
            actor, opened.ref, lambda now: replace(now, evaluators=6), version=opened.version
        )
    assert now(opened.ref).evaluators == 3


def test_an_opened_call_has_no_page_to_change_it(lead: Person, browse: Browse) -> None:
    build.call("CATF-2034", status=CallStatus.OPEN)
    page = browse(lead).get("/calls/CATF-2034/edit")
    assert page.status == 422
    assert "This call has opened" in page.text
    assert "Change the call" not in browse(lead).get("/calls/CATF-2034/details").links()


def test_a_draft_gets_another_reference_and_keeps_all_else(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    browser = browse(lead)
    page = browser.get(f"/calls/{SHIPPED}/edit").click("Change the reference")
    taken = build.call("CATF-2035")
    for typed, words in (
        ("catf 2035", "capital letters and digits"),
        ("", "Give the call a reference"),
        (taken.ref, "There is a call CATF-2035 already"),
    ):
        wrong = page.form("ref").submit({"ref": typed})
        assert (wrong.status, wrong.form("ref").values()["ref"]) == (422, typed)
        assert words in wrong.text
    after = page.form("ref").submit({"ref": "catf-2036"})
    assert after.heading == "Change CATF-2036"
    assert now("CATF-2036") == replace(draft, ref="CATF-2036")
    assert browser.get(f"/calls/{SHIPPED}/edit").status == 404


def test_a_public_call_keeps_its_reference(actor: Actor) -> None:
    call = build.call("CATF-2035", status=CallStatus.PUBLISHED)
    with pytest.raises(Refused, match="Only a draft"):
        service.rename(actor, call.ref, "CATF-2036", version=call.version)
    db.session.rollback()
    with pytest.raises(Conflict):
        service.rename(actor, call.ref, "CATF-2036", version=call.version - 1)
    db.session.rollback()
    assert call.ref == "CATF-2035"
