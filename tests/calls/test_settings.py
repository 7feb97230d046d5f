"""A lead changes the settings of a call page by page; each page saves what it shows alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.calls import service
from grants.calls.models import Call, CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules.budget import BudgetRules, Cap, CapBase, Category, Severity
from grants.calls.rules.document import CallDocument, FocusArea
from grants.core.actor import SYSTEM
from grants.core.db import db
from tests import build
from tests.browsing import Browser, Page
from tests.calls.documents import now, text_of
from tests.counting import queries_of

Browse = Callable[..., Browser]
PAGES = ("about", "money", "who", "when", "judging", "sources")
REF = "CATF-2033"


@pytest.fixture
def small(app: Flask) -> Call:
    """A draft built in rows."""
    return build.call(REF, status=CallStatus.DRAFT, closes_at=None, opens_at=None)


def changes(ref: str = REF) -> int:
    found = db.session.scalar(
        sa.select(sa.func.count(TrailEvent.seq))
        .join(Call, Call.id == TrailEvent.subject_id)
        .where(TrailEvent.action == "call:change", Call.ref == ref)
    )
    return found or 0


def opened(browser: Browser, part: str, ref: str = REF) -> Page:
    page = browser.get(f"/calls/{ref}/edit/{part}")
    assert page.status == 200
    return page


def saved(browser: Browser, part: str, **values: Any) -> Page:
    """The page of a part sent with some values changed."""
    page = opened(browser, part).form("version").submit(values)
    if page.status == 200:
        assert page.heading == f"Change {REF}"
        assert "Saved." in page.source
    return page


@pytest.mark.parametrize("name", ["catf-2011", "catf-2014", "catf-2015", "catf-2026"])
def test_a_page_saved_as_it_stands_changes_nothing(lead: Person, browse: Browse, name: str) -> None:
    text = text_of(f"{name}.yaml")
    status = "archived" if "status: archived" in text else "published"
    text = text.replace(f"status: {status}", "status: draft")
    ref = service.import_call(SYSTEM, text, name).ref
    before = service.export_call(SYSTEM, ref)
    browser = browse(lead)
    for part in PAGES:
        page = opened(browser, part, ref).form("version").submit()
        assert page.heading == f"Change {ref}", page.text
    db.session.expire_all()
    assert service.export_call(SYSTEM, ref) == before
    assert changes(ref) == 0


@pytest.mark.parametrize(
    ("part", "typed", "becomes"),
    [
        (
            "about",
            {"title_en": " Cities ", "title_fr": "Villes", "contact_email": "us@example.org"},
            {"title": {"en": "Cities", "fr": "Villes"}, "contact_email": "us@example.org"},
        ),
        ("about", {"theme_en": ""}, {"theme": {}}),
        (
            "about",
            {"focus_areas-1-code": "earn", "focus_areas-1-name_es": "Ganar"},
            {
                "focus_areas": (
                    FocusArea("live", {"en": "Live"}),
                    FocusArea("earn", {"en": "Work", "es": "Ganar"}),
                )
            },
        ),
        (
            "money",
            {
                "line": "country_programmes",
                "fiscal_year": "2031",
                "envelope_cents": "1,000,000",
                "min_cents": "10 000",
                "max_cents": "90 000",
                "max_share_bp": "62,5",
            },
            {
                "line": "country_programmes",
                "fiscal_year": 2031,
                "envelope_cents": 100_000_000,
                "min_cents": 1_000_000,
                "max_cents": 9_000_000,
                "max_share_bp": 6250,
            },
        ),
        (
            "money",
            {"envelope_cents": "", "max_share_bp": ""},
            {"envelope_cents": None, "max_share_bp": None},
        ),
        (
            "who",
            {
                "languages": ["en", "ar"],
                "applicant_kinds": ["research", "local_authority"],
                "country_list": "",
                "countries_preferred": "Ghana\nmz\n\nGHANA",
                "sponsors_required": "2",
                "reconfirm_endorsement": "y",
                "max_months": "18",
            },
            {
                "languages": ("en", "ar"),
                "applicant_kinds": ("local_authority", "research"),
                "country_list": None,
                "countries_preferred": ("GH", "MZ"),
                "sponsors_required": 2,
                "reconfirm_endorsement": True,
                "max_months": 18,
            },
        ),
        (
            "when",
            {
                "zone": "Africa/Accra",
                "opens_on": "2030-03-01",
                "opens_time": "09:00",
                "closes_on": "2030-05-01",
                "closes_time": "23:59:59",
                "full_proposal_months": "3",
                "clarification_days": "7",
                "appeal_days": "14",
            },
            {
                "zone": "Africa/Accra",
                "opens_at": datetime(2030, 3, 1, 9, tzinfo=UTC),
                "closes_at": datetime(2030, 5, 1, 23, 59, 59, tzinfo=UTC),
                "full_proposal_months": 3,
                "clarification_days": 7,
                "appeal_days": 14,
            },
        ),
        (
            "judging",
            {
                "stages": "2",
                "evaluators": "4",
                "divergence_points": "25",
                "pass_points": "65",
                "evaluators_named": "y",
                "applicant_hidden": "y",
                "tie_1": "B",
                "tie_3": "drawn",
                "no_objection_days": "10",
                "quorum_members": "5",
                "quorum_constituencies": "3",
            },
            {
                "stages": 2,
                "evaluators": 4,
                "divergence_points": 25,
                "pass_points": 65,
                "evaluators_named": True,
                "applicant_hidden": True,
                "tie_order": ("B", "drawn"),
                "no_objection_days": 10,
                "quorum_members": 5,
                "quorum_constituencies": 3,
            },
        ),
    ],
)
def test_a_page_saves_what_was_typed_and_nothing_else(
    small: Call, lead: Person, browse: Browse, part: str, typed: Any, becomes: Any
) -> None:
    before = now(REF)
    page = saved(browse(lead), part, **typed)
    assert page.status == 200, page.text
    after = now(REF)
    assert after == replace(before, **becomes, listed=after.listed)
    assert changes() == 1
    text = service.export_call(SYSTEM, REF)  # its file can be read again
    service.import_call(SYSTEM, text.replace(REF, "CATF-COPY"), "copy.yaml")


@pytest.mark.parametrize(
    ("part", "typed", "words"),
    [
        ("about", {"title_en": " "}, "Write it in English at least"),
        ("about", {"theme_en": "", "theme_fr": "Ville"}, "Write it in English at least"),
        ("about", {"contact_email": "nobody"}, "Give an e-mail address"),
        ("about", {"focus_areas-0-code": "two words"}, "Write a short code"),
        ("about", {"focus_areas-0-code": "work"}, "Another row has this code"),
        ("about", {"focus_areas-0-name_en": ""}, "Write it in English at least"),
        ("money", {"line": "lottery"}, "Choose one of the options"),
        ("money", {"fiscal_year": "soon"}, "Write a whole number from 1999 to 2100"),
        ("money", {"min_cents": "10.50"}, "without cents"),
        ("money", {"min_cents": "900 000"}, "must be above 0 and not above"),
        ("money", {"max_share_bp": "120"}, "Write a percentage above 0"),
        ("money", {"max_share_bp": "1e999"}, "Write a percentage above 0"),
        ("money", {"sources": ["recipient"]}, "the grant itself must be among the sources"),
        ("money", {"categories-0-code": "events"}, "Another row has this code"),
        ("who", {"languages": []}, "Choose at least one language"),
        ("who", {"countries_preferred": "Atlantis"}, "There is no country “Atlantis”"),
        ("who", {"sponsors_required": "-1"}, "Write a whole number from 0 to 20"),
        ("when", {"zone": "Mars/Base"}, "There is no time zone “Mars/Base”"),
        ("when", {"opens_on": "2030-03-01"}, "Write the time of day too"),
        ("when", {"closes_time": "10:00"}, "Write the day too"),
        ("judging", {"evaluators": "0"}, "Write a whole number from 1 to 20"),
        ("judging", {"tie_1": "A", "tie_2": "A"}, "This stands further up already"),
        ("judging", {"stages": "3"}, "Choose one of the options"),
        ("sources", {"received": "many"}, "Write a whole number, in digits only"),
        ("sources", {"received": "-1"}, "Write a whole number from 0"),
        ("sources", {"awarded_cents": "10.50"}, "without cents"),
        ("sources", {"note_fr": "Exemple"}, "Write it in English at least"),
        ("sources", {"source_title": "x" * 301}, "Shorten this to 300"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_saved(
    small: Call, lead: Person, browse: Browse, part: str, typed: Any, words: str
) -> None:
    before = now(REF)
    page = saved(browse(lead), part, **typed)
    assert page.status == 422
    assert words in page.text
    assert "Everything you typed is still here." in page.text
    if words != "Choose one of the options":  # what was never offered cannot be shown
        kept = page.form("version").values()
        for name, value in typed.items():
            wanted = value if isinstance(value, list) else [value.strip()]
            assert [one.strip() for one in kept.getlist(name)] == wanted
    assert now(REF) == before


@pytest.mark.parametrize(
    ("day", "at", "words"),
    [
        ("2030-03-31", "02:30:00", "never shows 02:30:00"),
        ("2030-10-27", "02:30:00", "shows 02:30:00 twice"),
    ],
)
def test_a_time_that_a_clock_change_skips_or_repeats_is_asked_again(
    small: Call, lead: Person, browse: Browse, day: str, at: str, words: str
) -> None:
    page = saved(browse(lead), "when", opens_on=day, opens_time=at)
    assert page.status == 422
    assert words in page.text
    assert page.form("version").values()["opens_on"] == day
    assert now(REF).opens_at is None


def test_the_instants_are_read_back_on_both_clocks(
    small: Call, lead: Person, browse: Browse
) -> None:
    page = saved(
        browse(lead), "when", zone="Africa/Accra", closes_on="2030-07-01", closes_time="23:59:59"
    )
    for place in ("Brussels", "Accra"):
        assert place in page.source
    shown = opened(browse(lead), "when").text
    assert "1:59:59" in shown.split("Closes", 1)[1]  # 2 July on the clock of Brussels


def test_an_instant_inside_a_repeated_hour_stays_when_the_page_is_saved(
    small: Call, lead: Person, browse: Browse
) -> None:
    second = datetime(2030, 10, 27, 1, 30, tzinfo=UTC)  # 02:30 for the second time in Brussels
    service.edit(
        build.acting(lead), REF, lambda one: replace(one, closes_at=second), version=small.version
    )
    assert saved(browse(lead), "when", appeal_days="12").status == 200
    assert (now(REF).closes_at, now(REF).appeal_days) == (second, 12)


def test_a_text_in_a_language_the_call_does_not_accept_is_shown_and_kept(
    small: Call, lead: Person, browse: Browse
) -> None:
    arabic = {"en": "Live", "ar": "عيش"}
    build.call("CATF-2034", status=CallStatus.DRAFT)
    service.edit(
        build.acting(lead),
        REF,
        lambda one: replace(
            one,
            summary={"en": "Old", "ar": "ملخص"},
            focus_areas=(FocusArea("live", arabic), one.focus_areas[1]),
            budget=replace(one.budget, not_paid={"en": "Rent", "ar": "إيجار"}),
        ),
        version=small.version,
    )
    browser = browse(lead)
    assert opened(browser, "about").form("version").values()["summary_ar"] == "ملخص"
    assert "summary_ar" not in opened(browser, "about", "CATF-2034").source
    values = {"summary_en": "New", "focus_areas-0-code": "dwell"}
    assert saved(browser, "about", **values).status == 200
    assert saved(browser, "money", not_paid_en="Rents").status == 200
    assert now(REF).summary == {"en": "New", "ar": "ملخص"}
    assert now(REF).focus_areas[0] == FocusArea("dwell", arabic)
    assert now(REF).budget.not_paid == {"en": "Rents", "ar": "إيجار"}


def test_rows_come_and_go_without_saving_and_everything_typed_stays(
    small: Call, lead: Person, browse: Browse
) -> None:
    browser, before = browse(lead), now(REF)
    page = opened(browser, "about").form("version")
    page = page.submit({"title_en": "Typed"}, button="Add a focus area").form("version")
    assert page.values()["title_en"] == "Typed"
    typed = {"focus_areas-2-code": "play", "focus_areas-2-name_en": "Play"}
    page = page.submit(typed, button="Remove: Focus area 1").form("version")
    assert now(REF) == before
    assert page.submit().heading == f"Change {REF}"
    assert [area.code for area in now(REF).focus_areas] == ["work", "play"]
    assert now(REF).title == {"en": "Typed"}


def test_the_guidance_is_shown_as_it_will_be_read_and_saved_only_when_asked(
    small: Call, lead: Person, browse: Browse
) -> None:
    browser = browse(lead)
    page = opened(browser, "about").form("version")
    page = page.submit(
        {"guidance_fr": "Lisez **bien** <script>x</script>"}, button="Preview the guidance"
    )
    assert "<strong>bien</strong>" in page.source
    assert "<script>x" not in page.source
    assert page.form("version").values()["guidance_fr"].startswith("Lisez")
    assert "fr" not in now(REF).guidance


def test_budget_rules_are_made_from_rows(small: Call, lead: Person, browse: Browse) -> None:
    browser = browse(lead)
    form = opened(browser, "money").form("version")
    form = form.submit(button="Remove: Category 2").form("version")
    form = form.submit(button="Add a limit").form("version")
    typed = {
        "caps-0-code": "overhead",
        "caps-0-label_en": "Overhead",
        "caps-0-max_bp": "7",
        "caps-0-categories": ["overhead"],
        "caps-0-severity": "error",
        "sources": ["grant", "recipient"],
        "audit_above_cents": "100 000",
        "audit_category": "audit",
    }
    assert "Choose the categories" in form.submit(typed | {"caps-0-categories": []}).text
    assert form.submit(typed).heading == f"Change {REF}"
    labels = ("personnel", "audit", "overhead")
    assert now(REF).budget == BudgetRules(
        categories=tuple(Category(code, {"en": code.capitalize()}) for code in labels),
        sources=("grant", "recipient"),
        caps=(
            Cap("overhead", {"en": "Overhead"}, ("overhead",), 700, CapBase.GRANT, Severity.ERROR),
        ),
        audit_above_cents=10_000_000,
    )


def test_countries_are_added_and_left_out_with_their_reason(
    small: Call, lead: Person, browse: Browse
) -> None:
    browser = browse(lead)
    assert "valid from" in opened(browser, "who").text
    form = opened(browser, "who").form("version")
    form = form.submit(button="Add a country to the list").form("version")
    form = form.submit(button="Leave a country out").form("version")
    typed = {
        "countries_added-0-country": "Portugal",
        "countries_added-0-reason": "It hosts.",
        "countries_removed-0-country": "Côte d’Ivoire",
        "countries_removed-0-reason": "",
    }
    assert "Say why" in form.submit(typed).text
    typed |= {"countries_removed-0-country": "PT", "countries_removed-0-reason": "It left."}
    assert "This country is named twice" in form.submit(typed).text
    assert form.submit(typed | {"countries_removed-0-country": "gh"}).status == 200
    assert [(one.country, one.reason) for one in now(REF).countries_added] == [("PT", "It hosts.")]
    assert [(one.country, one.reason) for one in now(REF).countries_removed] == [("GH", "It left.")]


def test_who_was_slower_sees_both_versions(small: Call, lead: Person, browse: Browse) -> None:
    browser = browse(lead)
    mine = opened(browser, "judging").form("version")
    saved(browser, "judging", evaluators="5")
    page = mine.submit({"evaluators": "4", "pass_points": "70"})
    assert page.status == 409
    assert "Evaluators for each proposal" in page.text
    assert "70" in page.text
    assert (now(REF).evaluators, now(REF).pass_points) == (5, 60)


@pytest.mark.parametrize("part", [*PAGES, "people"])
def test_a_page_takes_twelve_queries_at_most(lead: Person, browse: Browse, part: str) -> None:
    text = text_of()
    text = text.replace("status: published", "status: draft")
    call = service.import_call(SYSTEM, text, "x.yaml")

    def longer(one: CallDocument) -> CallDocument:
        first, *rest = one.concept_note
        more = tuple(replace(first.questions[0], code=f"more_{n}") for n in range(15))
        first = replace(first, questions=(*first.questions, *more))
        return replace(one, concept_note=(first, *rest))

    service.edit(build.acting(lead), call.ref, longer, version=call.version)
    assert len(document_of(call).questions()) >= 40
    assert queries_of(browse(lead), f"/calls/{call.ref}/edit/{part}") <= 12


def test_only_a_lead_and_only_before_it_opens(small: Call, browse: Browse) -> None:
    officer = browse(build.person("", Role.OFFICER))
    lead = browse(build.person("", Role.LEAD))
    build.call("CATF-2034", status=CallStatus.OPEN)
    for part in PAGES:
        assert officer.get(f"/calls/{REF}/edit/{part}").status == 403
        page = lead.get(f"/calls/CATF-2034/edit/{part}")
        assert "This call has opened" in page.text


def test_the_list_of_parts_leads_to_each_and_says_what_is_wrong_there(
    small: Call, lead: Person, browse: Browse
) -> None:
    browser = browse(lead)
    page = browser.get(f"/calls/{REF}/edit")
    links = {href for href in page.links().values() if f"/{REF}/edit/" in href}
    assert {f"/calls/{REF}/edit/{part}" for part in (*PAGES, "people")} <= links
    assert page.text.count("Opens: must be set before the call is published") == 2
    values = {"opens_on": "2030-03-01", "opens_time": "09:00"}
    page = saved(browser, "when", **values)
    assert "Opens must be set" not in page.text
