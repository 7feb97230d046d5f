"""What visitors and the office see of calls."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls import queries, service
from grants.calls.models import Call, CallStatus, QuestionKind, Requirement, StaffDuty
from grants.calls.paper.beside import required_words
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.headers import CSP
from tests import build
from tests.browsing import Browser
from tests.calls.documents import text_of
from tests.counting import queries_of, statements

Open = Callable[..., Browser]


def imported(name: str) -> Call:
    return service.import_call(SYSTEM, text_of(name), name)


def opened(ref: str = "CATF-2026") -> Call:
    """A shipped call, rehearsed so that it is open now."""
    name = f"{ref.lower()}.yaml"
    now = clock.now().astimezone(clock.BRUSSELS).replace(hour=23, minute=59, second=59)
    clock.set_offset(clock.offset() - timedelta(days=20))
    call = service.rehearse_call(
        SYSTEM,
        text_of(name),
        name,
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=30),
    )
    clock.set_offset(timedelta(0))
    return call


def test_the_list_tells_open_coming_and_past_calls_apart(app: Flask, browse: Open) -> None:
    imported("catf-2011.yaml")
    imported("catf-2014.yaml")
    opened()
    now = clock.now()
    build.call(
        "CATF-SOON",
        title={"en": "Soon"},
        status=CallStatus.PUBLISHED,
        opens_at=now + timedelta(days=3),
        closes_at=now + timedelta(days=60),
    )
    build.call("CATF-DRAFT", title={"en": "Nobody knows yet"}, status=CallStatus.DRAFT)
    page = browse().get("/calls/")
    text = page.text
    assert text.index("Open now") < text.index("A Place to Stay") < text.index("Coming soon")
    assert text.index("Coming soon") < text.index("Soon", text.index("Coming soon") + 7)
    assert "Know Your City" in text[text.index("Earlier calls") :]
    assert " days left" in text
    assert "Nobody knows yet" not in page.source
    rows = {"".join(r.itertext()) for r in page.root.iterfind(".//tbody/tr")}  # type: ignore[union-attr]
    assert any("CATF-2011" in r and "73" in r and "44" in r and "7" in r for r in rows)
    assert any("CATF-2014" in r and "239" in r and "2,004,768" in r for r in rows)


def test_the_list_without_calls_says_so(app: Flask, browse: Open) -> None:
    assert "No call is open just now" in browse().get("/calls/").text


def test_the_list_needs_as_few_queries_for_fifty_calls_as_for_five(
    app: Flask, browse: Open
) -> None:
    # Signed in: a visitor's request also asks for the demonstration's clock, once a second.
    reader = browse(build.person())
    reader.get("/calls/")

    for _ in range(5):
        build.call()
    five = queries_of(reader, "/calls/")
    for _ in range(45):
        build.call()
    assert queries_of(reader, "/calls/") == five <= 12


def test_a_visitor_reads_every_rule_of_an_open_call(app: Flask, browse: Open) -> None:
    opened()
    page = browse().get("/calls/CATF-2026/")
    text = page.text
    assert page.heading == "A Place to Stay: Cities and Climate Displacement"
    for words in (
        "invented call for demonstration",
        "Smallest grant$50,000",
        "For all grants together$2,000,000",
        "at most 80 % of what the project costs in cash",
        "What earns 5 points",
        "If nobody objects within 14 days",
        "23:59:59",
        "UTC",
        "25 questions · on 11 pages",
        "City or local authority",
    ):
        assert words in text.replace("US$", "$"), words
    assert page.links()["Start a proposal"]
    assert "Foresee: know who is coming" in text


def test_the_page_of_a_call_begins_with_what_a_city_asks_first(app: Flask, browse: Open) -> None:
    call = opened()
    text = browse().get("/calls/CATF-2026/").text
    summary = call.summary["en"]
    order = (call.title["en"], summary, "Closes on", "What it funds", "Who can apply", "How much",
             "How proposals are scored", "How decisions are made", "What we ask")  # fmt: skip
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_every_question_with_its_limit_and_every_weight_is_on_the_page_of_the_call(
    app: Flask, browse: Open
) -> None:
    call = opened()
    page = browse().get("/calls/CATF-2026/")
    assert page.root is not None
    asked = {"".join(item.itertext()) for item in page.root.iterfind(".//details//li")}
    for section in queries.form_of(call).sections:
        assert section.title["en"] in page.text
        for question in section.questions:
            assert any(item.startswith(question.label["en"]) for item in asked)
            if question.max_words:
                assert f"{question.label['en']} Up to {question.max_words} words" in asked
    rows = ["".join(r.itertext()) for r in page.root.iterfind(".//tbody/tr")]
    for criterion in queries.criteria_of(call):
        [row] = [r for r in rows if criterion.name["en"] in r]
        assert str(criterion.weight) in row


def test_a_visitor_reads_the_deadline_on_the_clock_of_any_city(app: Flask, browse: Open) -> None:
    call = opened()
    assert call.closes_at is not None
    page = browse().get("/calls/CATF-2026/").form("Show the time there").submit({"city": "Cebu"})
    there = call.closes_at.astimezone(ZoneInfo("Asia/Manila"))
    shown = next(t for t in page.root.xpath("//dt[.='Cebu City']/../dd/text()"))  # type: ignore[union-attr]
    assert f"{there:%H:%M:%S}" in shown
    assert f"{there.day} {there:%B %Y}" in shown
    unknown = browse().get("/calls/CATF-2026/?city=Nowhereville")
    assert "We do not know this city" in unknown.text
    assert unknown.form("Show the time there").values()["city"] == "Nowhereville"


def test_the_cofinancing_example_is_computed_from_the_rule(app: Flask, browse: Open) -> None:
    opened()
    page = browse().get("/calls/CATF-2026/")
    rows = ["".join(r.itertext()) for r in page.root.iterfind(".//tbody/tr")]  # type: ignore[union-attr]
    assert any("200,000" in r and "50,000" in r and "250,000" in r for r in rows)
    assert any("50,000" in r and "12,500" in r and "62,500" in r for r in rows)


def test_a_past_call_shows_its_true_funnel_and_cannot_be_started(app: Flask, browse: Open) -> None:
    imported("catf-2011.yaml")
    page = browse().get("/calls/CATF-2011/")
    assert "7 of 73 proposals were approved: one in 10." in page.text
    assert "Start a proposal" not in page.text
    assert "Washington" not in page.text
    assert "Thursday 31 March 2011, 23:59:59" in page.text  # on the clock of the call
    assert "Friday 1 April 2011, 05:59:59" in page.text  # in Brussels


def test_a_call_that_opens_later_says_when_and_cannot_be_started(app: Flask, browse: Open) -> None:
    now = clock.now()
    build.call(
        "CATF-SOON",
        status=CallStatus.PUBLISHED,
        opens_at=now + timedelta(days=3),
        closes_at=now + timedelta(days=60),
    )
    page = browse().get("/calls/CATF-SOON/")
    assert "Opens on" in page.text
    assert "Start a proposal" not in page.links()


def test_the_readers_own_clock_is_shown_beside_brussels(app: Flask, browse: Open) -> None:
    call = build.call("CATF-O")
    assert call.closes_at is not None
    person = build.person(timezone="Asia/Manila")
    page = browse(person).get("/calls/CATF-O/")
    assert "Manila" in page.text or "Philippines" in page.text


@pytest.mark.parametrize("path", ["", "form"])
def test_a_draft_and_a_missing_call_look_alike(app: Flask, browse: Open, path: str) -> None:
    build.call("CATF-DRAFT", status=CallStatus.DRAFT)
    first = browse().get(f"/calls/CATF-DRAFT/{path}")
    second = browse().get(f"/calls/CATF-NONE/{path}")
    assert first.status == second.status == 404
    assert first.heading == second.heading


def test_all_questions_and_limits_are_public_before_signing_in(app: Flask, browse: Open) -> None:
    opened()
    page = browse().get("/calls/CATF-2026/form")
    text = page.text
    for words in (
        "Title of the project",
        "Up to 20 words",
        "Up to 500 words",
        "From 1 to 24",
        "Scored under: Innovation",
        "Why we ask:",
        "Settle: land, homes and services",
        "Catalytic Fund grant",
        "What earns each point",
        "Nothing differs from what is done already.",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Un lieu où rester"),
        ("es", "Un lugar donde quedarse"),
        ("pt", "Um lugar para ficar"),
    ],
)
def test_a_call_is_read_in_the_readers_language(
    app: Flask, browse: Open, language: str, words: str
) -> None:
    opened()
    page = browse().get("/calls/CATF-2026/", headers={"Accept-Language": language})
    assert words in page.heading


@pytest.mark.parametrize(
    "path",
    ["/calls/", "/calls/CATF-2026/", "/calls/CATF-2026/form", "/calls/CATF-2026/quiz"],
)
@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
def test_public_pages_stay_within_their_budgets(
    app: Flask, browse: Open, path: str, language: str
) -> None:
    opened()
    imported("catf-2011.yaml")
    headers = {"Accept-Language": language}
    browse().get(path, headers=headers)  # warms the frozen form
    with statements() as seen:
        page = browse().get(path, headers=headers)
    assert len(seen) <= 12
    frame = sum(
        file.stat().st_size
        for name in ("app", "main")
        for file in Path(app.config["STATIC_DIR"]).rglob(f"{name}*.br")
    )
    assert 0 < frame + len(gzip.compress(page.response.data)) <= 20 * 1024
    assert page.response.headers["Content-Security-Policy"] == CSP


def test_the_office_lists_drafts_and_others_are_refused(app: Flask, browse: Open) -> None:
    build.call("CATF-DRAFT", title={"en": "Still a draft"}, status=CallStatus.DRAFT)
    assert "Still a draft" in browse(build.person("", Role.OFFICER)).get("/calls/office").text
    assert browse(build.person()).get("/calls/office").status == 403
    assert browse(build.person()).get("/calls/CATF-DRAFT/details").status == 403


def test_the_office_sees_of_every_setting_whether_it_is_a_fact_or_our_default(
    app: Flask, browse: Open
) -> None:
    call = imported("catf-2015.yaml")
    lead = build.person("Lea Dupont", Role.LEAD)
    build.staff(call, lead, StaffDuty.LEAD)
    page = browse(lead).get("/calls/CATF-2015/details")
    rows = ["".join(r.itertext()) for r in page.root.iterfind(".//tbody/tr")]  # type: ignore[union-attr]
    share = next(r for r in rows if "greatest share" in r)
    assert "80\N{NO-BREAK SPACE}%" in share
    assert "fact" in share
    assert "mladiinfo" in share
    evaluators = next(r for r in rows if "Evaluators for each proposal" in r)
    assert "our default" in evaluators
    innovation = next(r for r in rows if r.strip().startswith("Innovation"))
    assert "our default" in innovation
    assert "Lea Dupont" in page.text
    assert "Answer needed" in page.text
    browser = browse(lead)
    browser.get("/calls/CATF-2015/details")
    assert queries_of(browser, "/calls/CATF-2015/details") <= 12


def test_the_export_is_the_file(app: Flask, browse: Open) -> None:
    imported("catf-2014.yaml")
    response = browse(build.person("", Role.AUDITOR)).get("/calls/CATF-2014/export.yaml").response
    assert response.data == text_of("catf-2014.yaml").encode()
    assert "catf-2014.yaml" in response.headers["Content-Disposition"]
    assert browse(build.person()).get("/calls/CATF-2014/export.yaml").status == 403


def test_a_lead_moves_a_deadline_after_seeing_what_will_happen(app: Flask, browse: Open) -> None:
    call = build.call("CATF-O")
    assert call.closes_at is not None
    before = call.closes_at
    build.proposal(call, build.person())
    day = (before + timedelta(days=7)).date().isoformat()
    browser = browse(build.person("", Role.LEAD))
    page = browser.get("/calls/CATF-O/extend")
    page = page.form("See what will happen").submit({"day": day}, "See what will happen")
    assert "What will happen" in page.text
    assert "by e-mail: 1 person" in page.text
    db.session.expire_all()
    assert db.session.get_one(Call, call.id).closes_at == before
    page = page.form("Move the deadline").submit({"reason": "A flood in two regions"})
    assert "The deadline is now" in page.text
    db.session.expire_all()
    after = db.session.get_one(Call, call.id).closes_at
    assert after is not None
    assert after > before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "2001-01-01"}, "must be later"),
        ({"day": "9999-12-31"}, "at most 366 more days"),
        ({"day": "soon"}, "Write a day of the calendar"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_a_wrong_deadline_is_refused_with_everything_typed_kept(
    app: Flask, browse: Open, typed: dict[str, str], words: str
) -> None:
    build.call("CATF-O")
    page = browse(build.person("", Role.LEAD)).get("/calls/CATF-O/extend")
    day = (clock.now() + timedelta(days=99)).date().isoformat()
    answer = page.form("See what will happen").submit(
        {"day": typed.get("day", day), "at": "17:00:00"}, "See what will happen"
    )
    if "reason" in typed:
        answer = answer.form("Move the deadline").submit(typed)
    assert answer.status == 422
    assert words in answer.text
    if "day" in typed:
        assert typed["day"] in answer.source
        assert "17:00:00" in answer.source
    else:
        assert "17:00:00" in answer.text


def test_a_deadline_that_has_passed_is_not_offered_to_be_moved(
    app: Flask, browse: Open, later: Callable[..., None]
) -> None:
    build.call("CATF-O")
    lead = build.person("", Role.LEAD)
    later(days=40)
    page = browse(lead).get("/calls/CATF-O/extend")
    assert "can no longer be moved" in page.text
    assert "Move the deadline" not in browse(lead).get("/calls/CATF-O/details").links()


def test_only_a_lead_may_move_a_deadline(app: Flask, browse: Open) -> None:
    build.call("CATF-O")
    assert browse(build.person("", Role.OFFICER)).get("/calls/CATF-O/extend").status == 403


def test_a_second_send_of_the_same_confirmation_moves_nothing_twice(
    app: Flask, browse: Open
) -> None:
    call = build.call("CATF-O")
    assert call.closes_at is not None
    day = (call.closes_at + timedelta(days=7)).date().isoformat()
    browser = browse(build.person("", Role.LEAD))
    page = browser.get("/calls/CATF-O/extend")
    confirm = page.form("See what will happen").submit({"day": day}, "See what will happen")
    form = confirm.form("Move the deadline")
    first, second = form.submit({"reason": "Flood"}), form.submit({"reason": "Flood"})
    assert first.status == second.status == 200
    from grants.audit.models import TrailEvent

    moved = sa.select(sa.func.count()).where(TrailEvent.action == "call:extend")
    assert db.session.scalar(moved) == 1


@dataclass(frozen=True)
class Ask:
    """A question, as far as it says when it must be answered."""

    code: str
    kind: QuestionKind
    required: Requirement
    required_when: dict[str, Any] | None = None
    options: tuple[dict[str, Any], ...] = ()

    @property
    def label(self) -> dict[str, str]:
        return {"en": f"The {self.code}"}


def test_every_question_says_when_it_must_be_answered(app: Flask) -> None:
    options = ({"value": "ngo", "label": {"en": "An association"}},)
    asked = (
        Ask("land", QuestionKind.YES_NO, Requirement.ALWAYS),
        Ask("kind", QuestionKind.SINGLE_CHOICE, Requirement.NEVER, None, options),
        Ask("deed", QuestionKind.FILE, Requirement.WHEN, {"question": "land", "equals": True}),
        Ask("law", QuestionKind.FILE, Requirement.WHEN, {"question": "kind", "equals": "ngo"}),
    )
    with app.test_request_context():
        assert required_words(asked) == {
            "land": "Required",
            "kind": "Optional",
            "deed": "Required when “The land” is answered “Yes”",
            "law": "Required when “The kind” is answered “An association”",
        }


def test_the_public_form_says_what_is_required(app: Flask, browse: Open) -> None:
    opened()
    text = browse().get("/calls/CATF-2026/form").text
    assert "Required · Short text" in text
    assert "Optional · " in text
