"""The public quiz: each answer leads to the right result, in words, and nothing is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from grants.calls.models import CallStatus, ChecklistItem, CheckMode
from grants.calls.rules.quiz import (
    ELSEWHERE,
    MOST_QUESTIONS,
    QuizQuestion,
    Said,
    Verdict,
    quiz_questions,
    result_of,
)
from grants.core import clock
from grants.core.db import db
from tests import build
from tests.browsing import Browser, Page
from tests.calls.test_views import imported, opened
from tests.counting import queries_of

Open = Callable[..., Browser]
LISTED = frozenset({"GH", "KE"})
READING = 200  # words a minute, of somebody who reads a second language


@dataclass(frozen=True)
class Item:
    """A checklist item as the quiz sees it."""

    code: str
    rule: str = ""
    curable: bool = False
    quiz: dict[str, Any] | None = None
    reason_code: str = "other"

    @property
    def reason(self) -> dict[str, str]:
        return {"en": f"{self.code} was not met."}


def asked(code: str, rule: str = "", *, passes: str = "yes", curable: bool = False) -> Item:
    return Item(code, rule, curable, {"question": {"en": f"{code}?"}, "passes": passes})


def quiz(*items: Item, share: int | None = 8000) -> tuple[QuizQuestion, ...]:
    return quiz_questions(items, LISTED, share)


def verdict(item: Item, answer: str) -> Verdict:
    return result_of(quiz(item), {item.code: answer}, LISTED).verdict


@pytest.mark.parametrize(
    ("item", "answer", "expected"),
    [
        (asked("A"), "yes", Verdict.YES),
        (asked("A"), "no", Verdict.NO),
        (asked("A"), "unsure", Verdict.PROBABLY),
        (asked("A"), "", Verdict.NO),
        (asked("A", passes="no"), "no", Verdict.YES),
        (asked("A", passes="no"), "yes", Verdict.NO),
        (asked("A", passes="no"), "unsure", Verdict.PROBABLY),
        (asked("A", curable=True), "no", Verdict.PROBABLY),
        (asked("A", curable=True), "yes", Verdict.YES),
        (asked("A", "country_on_list"), "GH", Verdict.YES),
        (asked("A", "country_on_list"), "FR", Verdict.NO),
        (asked("A", "country_on_list"), ELSEWHERE, Verdict.NO),
        (asked("A", "country_on_list"), "yes", Verdict.NO),
    ],
)
def test_each_answer_leads_to_its_verdict(item: Item, answer: str, expected: Verdict) -> None:
    assert verdict(item, answer) is expected


def test_the_worst_answer_decides_and_every_point_is_named() -> None:
    items = (asked("A"), asked("B", curable=True), asked("C"), asked("D"))
    result = result_of(quiz(*items), {"A": "yes", "B": "no", "C": "unsure", "D": "no"}, LISTED)
    assert result.verdict is Verdict.NO
    assert [q.code for q in result.refused] == ["B", "D"]
    assert [q.code for q in result.unsure] == ["C"]
    mended = result_of(quiz(*items), {"A": "yes", "B": "no", "C": "unsure", "D": "yes"}, LISTED)
    assert mended.verdict is Verdict.PROBABLY


def test_the_quiz_asks_ten_questions_at_most_in_the_order_of_the_checklist() -> None:
    items = [asked(f"I{n}") if n % 2 else Item(f"I{n}") for n in range(40)]
    questions = quiz(*items)
    assert len(questions) == MOST_QUESTIONS == 10
    assert [q.code for q in questions][:3] == ["I1", "I3", "I5"]


def test_nothing_is_asked_that_the_call_does_not_limit() -> None:
    items = (asked("A3", "country_on_list"), asked("A6", "cofinancing_share"))
    assert [q.code for q in quiz_questions(items, set(), None)] == []
    assert [q.code for q in quiz_questions(items, LISTED, 8000)] == ["A3", "A6"]


def test_every_wrong_answer_has_something_to_do() -> None:
    topics = ("country_on_list", "amount_in_range", "never heard of")
    for topic in topics:
        for curable in (True, False):
            assert len(quiz(asked("A", topic, curable=curable))[0].advice.split()) > 5


# -- the page -----------------------------------------------------------------------------------


def answers(**over: str) -> dict[str, str]:
    """What a visitor with nothing in the way answers to the call of the demonstration."""
    plain = dict.fromkeys(("A2", "A4", "A6", "A9", "B3", "B4", "B5"), "yes")
    return {f"q-{code}": value for code, value in {**plain, "A3": "GH", **over}.items()}


def ask(browse: Open, **over: str) -> Page:
    return browse().get("/calls/CATF-2026/quiz").form().submit(answers(**over))


def test_a_visitor_answers_on_one_page_within_two_minutes(app: Flask, browse: Open) -> None:
    opened()
    page = browse().get("/calls/CATF-2026/").click("Can you apply?")
    form = page.form()
    fields = {name for name in form.values() if name.startswith("q-")} | {
        str(control.get("name")) for control in form.element.xpath(".//input[@type='radio']")
    }
    assert fields == set(answers())
    countries = len("".join(form.element.find(".//select").itertext()).split())
    assert (len(page.text.split()) - countries) / READING <= 2


def test_somebody_with_nothing_in_the_way_can_apply(app: Flask, browse: Open) -> None:
    opened()
    page = ask(browse)
    assert "Yes, you can apply" in page.text
    assert "Start a proposal" in page.links()
    assert "What stands in the way" not in page.text


@pytest.mark.parametrize(
    ("over", "words", "reason", "advice"),
    [
        ({"A2": "no"}, "No, not as things stand", "outside the limits", "larger or smaller"),
        ({"A3": ELSEWHERE}, "No, not as things stand", "a country this call", "list of calls"),
        ({"A3": "FR"}, "Choose an answer", "", ""),
        ({"A4": "no"}, "No, not as things stand", "No member of Cities", "Ask a member"),
        ({"A6": "no"}, "No, not as things stand", "larger share of the cash", "bring cash"),
        ({"A9": "no"}, "No, not as things stand", "lasts longer", "shorter project"),
        ({"B3": "no"}, "Probably, once", "legal entity", "Name a partner"),
        ({"B4": "no"}, "No, not as things stand", "of this kind cannot", "to lead"),
        ({"B5": "no"}, "No, not as things stand", "outside the theme", "A later call"),
        ({"A4": "unsure"}, "Probably, once", "find out", "Ask a member"),
    ],
)
def test_a_wrong_answer_says_why_and_what_to_do(
    app: Flask, browse: Open, over: dict[str, str], words: str, reason: str, advice: str
) -> None:
    opened()
    page = ask(browse, **over)
    for part in (words, reason, advice):
        assert part in page.text
    assert ("Start a proposal" in page.links()) == words.startswith("Probably")


def test_what_is_left_out_is_asked_again_and_the_rest_is_kept(app: Flask, browse: Open) -> None:
    opened()
    page = ask(browse, A4="", A3="KE")
    assert page.status == 422
    assert "Choose an answer to “Does a member of Cities Alliance" in page.text
    assert "Please check 1 answer" in page.text
    kept = page.form().values()
    assert kept["q-A3"] == "KE"
    assert kept["q-A2"] == "yes"
    assert "Our answer" not in page.text
    assert browse().get("/calls/CATF-2026/quiz?answer=1").status == 422


def test_nothing_about_the_visitor_is_stored(app: Flask, browse: Open) -> None:
    opened()
    browser = browse()
    page = browser.get("/calls/CATF-2026/quiz", query=answers())
    assert page.status == 200
    assert "Set-Cookie" not in page.response.headers
    assert browser.client.get_cookie("session") is None


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "hors des limites"), ("es", "fuera de los límites"), ("pt", "fora dos limites")],
)
def test_the_reasons_are_in_the_readers_language(
    app: Flask, browse: Open, language: str, words: str
) -> None:
    opened()
    page = browse().get(
        "/calls/CATF-2026/quiz", query=answers(A2="no"), headers={"Accept-Language": language}
    )
    assert words in page.text


def test_a_call_without_quiz_questions_has_no_quiz(app: Flask, browse: Open) -> None:
    build.call("CATF-O")
    assert browse().get("/calls/CATF-O/quiz").status == 404
    assert "Can you apply?" not in browse().get("/calls/CATF-O/").links()
    call = build.call("CATF-P", status=CallStatus.PUBLISHED)
    db.session.add(
        ChecklistItem(
            call_id=call.id,
            code="Q1",
            position=9,
            mode=CheckMode.OFFICER,
            rule="",
            text={"en": "Is it new?"},
            curable=False,
            reason_code="old",
            reason={"en": "It is not new."},
            quiz={"question": {"en": "Is it new?"}, "passes": "yes"},
        )
    )
    db.session.commit()
    page = browse().get("/calls/CATF-P/").click("Can you apply?")
    assert "It is not new." in page.form().submit({"q-Q1": Said.NO.value}).text


def test_a_draft_has_no_quiz_and_a_past_call_says_that_it_has_closed(
    app: Flask, browse: Open
) -> None:
    now = clock.now()
    build.call("CATF-D", status=CallStatus.DRAFT, opens_at=now + timedelta(days=1))
    assert browse().get("/calls/CATF-D/quiz").status == 404
    imported("catf-2014.yaml")
    assert "Can you apply?" not in browse().get("/calls/CATF-2014/").links()
    assert "This call has closed" in browse().get("/calls/CATF-2014/quiz").text


def test_the_quiz_needs_few_queries(app: Flask, browse: Open) -> None:
    opened()
    assert queries_of(browse(), "/calls/CATF-2026/quiz") <= 12
