"""Every text that was ever saved is listed, compared and brought back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import QuestionKind
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import AnswerVersion, ProposalStatus, TeamRole
from grants.proposals.queries import content
from grants.proposals.rules.budget import CostLine
from grants.proposals.rules.deadline import NoLongerEditable
from grants.proposals.rules.history import Save, gathered
from grants.proposals.service.answers import Overtaken
from grants.proposals.service.restore import restore
from tests import build
from tests.counting import queries_of
from tests.proposals.test_draft import IDENTIFICATION
from tests.proposals.test_sections import ask
from tests.proposals.writing import City, city, join

LINE = CostLine("Works", "staff", "Two engineers", "Part time", 8_000_000, 1_500_000)
OTHER = CostLine("", "travel", "Bus", "", 100_00)


def earlier(of: City, slug: str, code: str = "") -> str:
    return of.url(slug) + "/earlier" + (f"/{code}" if code else "")


def bring_back(of: City, slug: str, code: str, n: int, version: int) -> None:
    page = of.section(slug)
    question = next(q for q in page.questions if q.code == code)
    restore(of.found(), page, question, n, version=version, received_at=clock.now())


def texts(of: City) -> City:
    """A summary written in three versions, the last by a colleague."""
    of.save("project", {"summary": "The first text"})
    of.save("project", {"summary": "The second text"}, 1)
    of.save("project", {"summary": "The third text"}, 2)
    return of


def test_each_question_lists_who_wrote_it_and_when_gathered_into_sittings(
    app: Flask, browse: Any
) -> None:
    of = texts(city())
    page = browse(of.lead).get(of.url("project")).click("Earlier answers")
    assert page.heading == "Earlier answers: Project"
    assert "Amina Yakubu" in page.text
    assert "3 saves" in page.text
    assert "Stands now" in page.text
    page = page.click("All 3 versions")
    assert page.heading == "Earlier answers: Summary"
    every = page.click("Show every single save")
    assert [text for text in every.links() if text.startswith("Version")] == [
        "Version 3: Summary",
        "Version 2: compare: Summary",
        "Version 1: compare: Summary",
    ]


def test_a_version_is_compared_with_what_stands_or_with_any_other(app: Flask, browse: Any) -> None:
    of = texts(city())
    browser = browse(of.lead)
    page = browser.get(earlier(of, "project", "summary") + "?n=1")
    assert "The only here: first text" in page.text
    assert "The only here: third text" in page.text
    page = browser.get(earlier(of, "project", "summary") + "?n=2&with=1")
    assert "only here: first" in page.text
    assert "only here: second" in page.text
    assert "third" not in page.text
    for odd in ("?n=9", "?n=1&with=9", "?n=-1"):
        assert browser.get(earlier(of, "project", "summary") + odd).status == 404, odd
    assert browser.get(earlier(of, "project", "nothing")).status == 404


@pytest.mark.both_databases
def test_a_text_is_brought_back_after_a_page_that_shows_what_changes(
    app: Flask, browse: Any
) -> None:
    of = texts(city())
    page = browse(of.lead).get(earlier(of, "project", "summary") + "?n=1")
    page = page.click("Bring this version back")
    assert page.heading == "Bring back version 1"
    assert "The only here: third text" in page.text
    page = page.form("version").submit(button="Bring it back")
    assert "The earlier text stands again" in page.text
    assert content.answers_of(of.proposal.id)["summary"] == "The first text"
    assert [row.value for row in db.session.query(AnswerVersion).order_by(AnswerVersion.id)] == [
        "The first text",
        "The second text",
        "The third text",
        "The first text",
    ], "nothing is taken out of the history"
    assert "brought back" in page.text
    history = browse(of.lead).get(f"/proposals/{of.proposal.ref}/history")
    assert "was brought back" in history.text


@pytest.mark.both_databases
def test_a_budget_overwritten_by_a_colleague_comes_back_line_by_line(app: Flask) -> None:
    of = city()
    of.save("budget", {"budget": [LINE, OTHER]})
    of.save("budget", {"budget": [OTHER]}, 1)
    of.save("budget", {"budget": []}, 2)
    bring_back(of, "budget", "budget", 1, 3)
    assert content.lines_of(of.proposal.id) == (LINE, OTHER)
    db.session.refresh(of.proposal)
    assert of.proposal.grant_cents == LINE.grant_cents + OTHER.grant_cents


COLUMNS = [
    {"code": "risk", "label": {"en": "Risk"}, "kind": "text"},
    {"code": "cost", "label": {"en": "Cost"}, "kind": "money"},
]
OPTIONS = [{"value": "a", "label": {"en": "Alpha"}}, {"value": "b", "label": {"en": "Beta"}}]
KINDS: list[tuple[QuestionKind, dict[str, Any], Any, Any]] = [
    (QuestionKind.SHORT_TEXT, {}, "One", "Two"),
    (QuestionKind.SINGLE_CHOICE, {"options": OPTIONS}, "a", "b"),
    (QuestionKind.MULTIPLE_CHOICE, {"options": OPTIONS}, ["a", "b"], ["b"]),
    (QuestionKind.YES_NO, {}, True, False),
    (QuestionKind.NUMBER, {}, 3, 4),
    (QuestionKind.MONEY, {}, 100_00, 200_00),
    (QuestionKind.DATE, {}, "2027-01-15", "2027-02-15"),
    (QuestionKind.COUNTRY, {}, "GH", "TG"),
    (
        QuestionKind.ORGANISATION,
        {},
        {"name": "Assembly", "kind": "local_authority", "country": "GH"},
        {"name": "Assembly", "kind": "private", "country": "GH"},
    ),
    (
        QuestionKind.ORGANISATIONS,
        {},
        [{"name": "First", "country": "GH"}, {"name": "Second", "country": "GH"}],
        [{"name": "Second", "country": "GH"}],
    ),
    (QuestionKind.PEOPLE, {}, [{"name": "Ama", "role": "Mayor"}], [{"name": "Ama", "role": ""}]),
    (
        QuestionKind.TABLE,
        {"config": {"columns": COLUMNS}},
        [{"risk": "Flood", "cost": 100_00}],
        [{"risk": "Flood", "cost": 200_00}],
    ),
]


@pytest.mark.parametrize(("kind", "more", "first", "second"), KINDS, ids=[k[0] for k in KINDS])
def test_every_kind_of_answer_is_compared_and_brought_back(
    app: Flask, browse: Any, kind: QuestionKind, more: dict[str, Any], first: Any, second: Any
) -> None:
    of = city()
    ask(of, "project", "asked", kind, **more)
    of.save("project", {"asked": first})
    of.save("project", {"asked": second}, 1)
    page = browse(of.lead).get(earlier(of, "project", "asked") + "?n=1")
    assert "only here:" in page.text, "a difference is never invisible"
    page = page.click("Bring this version back").form("version").submit(button="Bring it back")
    assert page.status == 200
    assert content.answers_of(of.proposal.id)["asked"] == first


def test_a_city_and_its_place_in_the_gazetteer_come_back(app: Flask) -> None:
    of = city()
    of.save("identification", IDENTIFICATION)
    was = content.answers_of(of.proposal.id)["city"]
    of.save("identification", {"city": {"name": "Elsewhere", "country": "TG"}}, 1)
    bring_back(of, "identification", "city", 1, 2)
    assert content.answers_of(of.proposal.id)["city"] == was
    db.session.refresh(of.proposal)
    assert of.proposal.city == was["name"]


@pytest.mark.both_databases
def test_a_text_changed_since_the_page_was_read_is_not_overwritten(app: Flask, browse: Any) -> None:
    of = texts(city())
    page = browse(of.lead).get(earlier(of, "project", "summary") + "/restore/1")
    of.save("project", {"summary": "A newer text"}, 3)
    page = page.form("version").submit(button="Bring it back")
    assert page.status == 409
    assert "changed this answer since you opened this page" in page.text
    assert "only here: A newer" in page.text
    assert content.answers_of(of.proposal.id)["summary"] == "A newer text"
    page = page.form("version").submit(button="Bring it back")
    assert content.answers_of(of.proposal.id)["summary"] == "The first text"


def test_a_colleague_in_another_question_does_not_stand_in_the_way(app: Flask) -> None:
    of = texts(city())
    of.save("project", {"innovation": "Meanwhile"}, 3)
    bring_back(of, "project", "summary", 1, 3)
    assert content.answers_of(of.proposal.id) == {
        "summary": "The first text",
        "innovation": "Meanwhile",
    }
    with pytest.raises(Overtaken):
        bring_back(of, "project", "summary", 2, 3)


def test_the_form_sent_twice_brings_back_once(app: Flask, browse: Any) -> None:
    of = texts(city())
    form = browse(of.lead).get(earlier(of, "project", "summary") + "/restore/1").form("version")
    for _ in range(2):
        assert form.submit(button="Bring it back").status == 200
    assert db.session.query(AnswerVersion).count() == 4


def test_a_viewer_compares_and_does_not_bring_back(app: Flask, browse: Any) -> None:
    of = texts(city())
    viewer = build.person()
    join(of, viewer, TeamRole.VIEWER)
    browser = browse(viewer)
    page = browser.get(of.url("project")).click("Earlier answers").click("All 3 versions")
    assert "Bring this version back" not in page.click("Version 3").source
    assert "only here: first" in browser.get(earlier(of, "project", "summary") + "?n=1").text
    assert browser.get(earlier(of, "project", "summary") + "/restore/1").status == 404


def test_after_the_deadline_it_is_read_and_not_brought_back(app: Flask, browse: Any) -> None:
    of = texts(city())
    form = browse(of.lead).get(earlier(of, "project", "summary") + "/restore/1").form("version")
    of.call.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    page = browse(of.lead).get(earlier(of, "project", "summary") + "?n=1")
    assert "only here: first" in page.text
    assert "Bring this version back" not in page.source
    page = form.submit(button="Bring it back")
    assert page.status == 422
    assert "the call closed" in page.text
    assert content.answers_of(of.proposal.id)["summary"] == "The third text"
    with pytest.raises(NoLongerEditable):
        bring_back(of, "project", "summary", 1, 3)


def test_the_office_and_strangers_see_nothing_of_it(app: Flask, browse: Any) -> None:
    of = texts(city())
    of.proposal.status = ProposalStatus.SUBMITTED
    of.proposal.submitted_at, of.proposal.submitted_version = clock.now(), 0
    db.session.commit()
    for role in (Role.OFFICER, Role.LEAD, Role.AUDITOR, None):
        browser = browse(build.person("", role) if role else build.person())
        for path in ("", "/summary", "/summary?n=1", "/summary/restore/1"):
            assert browser.get(of.url("project") + "/earlier" + path).status in (403, 404), role


def test_the_name_of_who_left_the_team_stands_by_what_they_wrote(app: Flask, browse: Any) -> None:
    of = city()
    gone = build.person("Bruno Diaz")
    row = join(of, gone, TeamRole.EDITOR)
    browse(gone).get(of.url("project")).form("q_summary").submit({"q_summary": "Bruno's"})
    row.removed_at = clock.now()
    db.session.commit()
    of.save("project", {"summary": "The lead's"}, 1)
    assert "Bruno Diaz" in browse(of.lead).get(earlier(of, "project")).text
    assert "Bruno Diaz" in browse(of.lead).get(earlier(of, "project", "summary")).text


@pytest.mark.both_databases
def test_the_pages_ask_as_much_for_many_versions_as_for_few_and_are_bounded(
    app: Flask, browse: Any
) -> None:
    of = city()
    browser = browse(of.lead)
    paths = [
        earlier(of, "project"),
        earlier(of, "project", "summary") + "?n=1&with=2",
        earlier(of, "project", "summary") + "/restore/1",
    ]

    def asked() -> list[int]:
        for path in paths:
            assert browser.get(path).status == 200
        return [queries_of(browser, path) for path in paths]

    for n in range(5):
        of.save("project", {"summary": f"Text {n}"}, n)
    few = asked()
    for n in range(5, 130):
        of.save("project", {"summary": f"Text {n}"}, n)
    assert asked() == few
    assert max(few) <= 12
    page = browser.get(earlier(of, "project", "summary") + "?all=1")
    assert sum(text.startswith("Version") for text in page.links()) == 100
    page = page.click("Older versions")
    assert sum(text.startswith("Version") for text in page.links()) == 30


def test_what_was_set_aside_or_brought_back_stands_by_itself_in_the_list() -> None:
    at = clock.now()

    def save(minutes: int, **more: Any) -> Save:
        return Save(at - timedelta(minutes=minutes), 1, "summary", **more)

    rows = [save(0), save(1), save(2, is_aside=True), save(3), save(4, restored_at=at), save(40)]
    assert [len(run) for run in gathered(rows)] == [2, 1, 1, 1, 1]


def test_a_version_of_another_proposal_is_never_brought_back(app: Flask) -> None:
    of, other = texts(city()), city()
    with pytest.raises(NotFound):
        bring_back(other, "project", "summary", 1, 0)
    assert "summary" not in content.answers_of(other.proposal.id)
    assert content.answers_of(of.proposal.id)["summary"] == "The third text"
