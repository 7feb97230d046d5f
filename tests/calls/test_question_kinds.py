"""A question of a call that has not opened can become one of any other kind."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from grants.calls.models import FormKind, QuestionKind as K, Requirement
from grants.calls.rules import asking
from grants.calls.rules.document import QuestionText
from grants.calls.rules.kinds import converted, settings_of
from tests import build
from tests.browsing import Browser
from tests.calls.any_call import OPTIONS, least, page
from tests.calls.asking import REF, SET, asks, codes, exported, made
from tests.calls.documents import now, version

COLUMNS = [{"code": "what", "label": {"en": "What"}, "kind": "text"}]
# A question of each kind with all that its kind may have.
FULL: dict[K, dict[str, Any]] = {
    K.SHORT_TEXT: {"max_words": 20},
    K.LONG_TEXT: {"max_words": 200},
    K.SINGLE_CHOICE: {"options": OPTIONS},
    K.MULTIPLE_CHOICE: {"options": OPTIONS, "limits": {"max": 2}},
    K.NUMBER: {"limits": {"min": 1, "max": 24}},
    K.MONEY: {"limits": {"min": 100, "max": 250_050}},
    K.DATE: {"limits": {"min": "2030-01-01", "max": "2030-12-31"}},
    K.ORGANISATIONS: {"max_rows": 4},
    K.PEOPLE: {"max_rows": 4},
    K.TABLE: {"max_rows": 4, "config": {"columns": COLUMNS}},
    K.BUDGET: {"max_rows": 4},
    K.ENDORSEMENTS: {"max_rows": 4},
    K.FILE: {"config": {"accept": ["pdf"]}},
}


def of(kind: K, code: str = "it") -> QuestionText:
    return QuestionText(
        code, kind, {"en": "It?", "fr": "Quoi ?"}, help={"en": "So"}, why={"en": "Because"},
        required=Requirement.NEVER, criteria=("A",), carries_over=True, source="The fund",
        **FULL.get(kind, {}),
    )  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(permutations(K, 2)))
def test_what_every_kind_has_stays_and_each_setting_is_kept_or_named_as_lost(
    one: K, other: K
) -> None:
    before = of(one)
    found = converted(before, other)
    plain: dict[str, Any] = {
        "max_words": None, "max_rows": None, "limits": {}, "options": (), "config": {},
    }  # fmt: skip
    assert replace(found.question, **plain) == replace(before, kind=other, **plain)
    assert settings_of(found.question) == found.kept
    assert found.kept.keys() | found.lost.keys() == settings_of(before).keys()
    assert not found.kept.keys() & found.lost.keys()
    assert set(found.kept) <= set(settings_of(of(other)))


@pytest.mark.parametrize(
    ("one", "other", "kept", "lost"),
    [
        (K.SHORT_TEXT, K.LONG_TEXT, {"max_words": 20}, {}),
        (K.LONG_TEXT, K.DATE, {}, {"max_words": 200}),
        (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE, {"options": OPTIONS}, {}),
        (K.MULTIPLE_CHOICE, K.SINGLE_CHOICE, {"options": OPTIONS}, {"max": 2}),
        (K.MULTIPLE_CHOICE, K.NUMBER, {}, {"options": OPTIONS, "max": 2}),
        (K.NUMBER, K.MONEY, {"min": 100, "max": 2_400}, {}),
        (K.MONEY, K.NUMBER, {"min": 1}, {"max": 250_050}),  # no whole number of dollars
        (K.DATE, K.NUMBER, {}, {"min": "2030-01-01", "max": "2030-12-31"}),
        (K.NUMBER, K.MULTIPLE_CHOICE, {}, {"min": 1, "max": 24}),
        (K.TABLE, K.PEOPLE, {"max_rows": 4}, {"columns": COLUMNS}),
        (K.FILE, K.LONG_TEXT, {}, {"accept": ["pdf"]}),
    ],
)
def test_a_setting_stays_where_it_means_the_same(
    one: K, other: K, kept: dict[str, Any], lost: dict[str, Any]
) -> None:
    found = converted(of(one), other)
    assert (dict(found.kept), dict(found.lost)) == (kept, lost)


def test_what_comes_from_the_call_stays_between_choices_alone() -> None:
    areas = QuestionText("it", K.SINGLE_CHOICE, {"en": "It"}, config={"from_call": "focus_areas"})
    assert converted(areas, K.MULTIPLE_CHOICE).question.config == {"from_call": "focus_areas"}
    assert converted(areas, K.NUMBER).lost == {"from_call": "focus_areas"}
    months = QuestionText("it", K.NUMBER, {"en": "It"}, config={"from_call": "max_months"})
    assert converted(months, K.SINGLE_CHOICE).lost == {"from_call": "max_months"}


@pytest.mark.parametrize(
    ("kind", "equals", "stays"),
    [
        (K.YES_NO, "x", False),
        (K.YES_NO, "no", True),
        (K.MULTIPLE_CHOICE, "x", True),
        (K.MULTIPLE_CHOICE, "z", False),
        (K.SHORT_TEXT, "x", False),
        (K.NUMBER, "x", False),
        (K.FILE, "x", False),
    ],
)
def test_a_condition_stays_only_while_its_answer_can_be_given(
    kind: K, equals: str, stays: bool
) -> None:
    when = {"question": "it", "equals": equals}
    other = QuestionText(
        "other", K.YES_NO, {"en": "O"}, required=Requirement.WHEN, required_when=when
    )
    call = least(REF, concept_note=(page("one", of(K.SINGLE_CHOICE), other),))
    new = converted(of(K.SINGLE_CHOICE), kind).question
    new = replace(new, options=OPTIONS) if kind is K.MULTIPLE_CHOICE else new
    after = asking.with_kind(call, FormKind.CONCEPT_NOTE, new, "it").concept_note[0].questions
    assert after[0] == new
    assert after[1] == (
        other if stays else replace(other, required=Requirement.NEVER, required_when=None)
    )


def test_a_condition_on_what_is_written_stays_between_texts() -> None:
    when = {"question": "it", "equals": "never"}
    other = QuestionText(
        "other", K.YES_NO, {"en": "O"}, required=Requirement.WHEN, required_when=when
    )
    call = least(REF, concept_note=(page("one", of(K.SHORT_TEXT), other),))
    for kind, left in ((K.LONG_TEXT, ()), (K.COUNTRY, (other,))):
        new = replace(converted(of(K.SHORT_TEXT), kind).question, code="fresh")
        assert asking.unanswerable(call, FormKind.CONCEPT_NOTE, new, "it") == left
        after = asking.with_kind(call, FormKind.CONCEPT_NOTE, new, "it")
        needed = after.concept_note[0].questions[1].required_when
        assert needed == (None if left else {"question": "fresh", "equals": "never"})


def test_the_page_shows_what_stays_and_goes_and_then_does_it(browser: Browser) -> None:
    when = {"question": "a", "equals": "x"}
    choice = QuestionText(
        "a", K.SINGLE_CHOICE, {"en": "Which?", "ar": "أي"}, options=OPTIONS, criteria=()
    )
    other = QuestionText("b", K.YES_NO, {"en": "B"}, required=Requirement.WHEN, required_when=when)
    made(concept_note=(asks("a", "b", a=choice, b=other),))
    at = version(REF)
    browser.get(SET)
    kinds = browser.get(f"{SET}/asked/a").click("Change its kind")
    assert "It would lose: Answers: X, Y" in kinds.text
    assert kinds.click("Short text").heading == "Change the kind of “Which?”"
    page = kinds.browser.get(f"{SET}/asked/a/kind/long_text")
    assert page.heading == "Change the kind of “Which?”"
    assert "Answers: X, Y" in page.text
    assert "“B” was needed by its answer; it becomes optional" in page.text
    assert version(REF) == at
    form = page.form("code")
    assert form.submit().status == 422  # a long text needs its limit
    assert version(REF) == at
    page = form.submit({"max_words": "80", "help_en": "In short"}, button="Change the kind")
    assert page.heading == "Concept note"
    asked = now(REF).concept_note[0].questions
    assert asked[0] == replace(
        choice, kind=K.LONG_TEXT, options=(), max_words=80, help={"en": "In short"}
    )
    assert (asked[1].required, asked[1].required_when) == (Requirement.NEVER, None)
    assert exported()[0]["questions"][0]["kind"] == "long_text"
    assert codes() == [["a", "b"]]


def test_a_choice_keeps_its_answers_and_those_who_need_them(browser: Browser) -> None:
    when = {"question": "a", "equals": "y"}
    choice = QuestionText("a", K.SINGLE_CHOICE, {"en": "Which?"}, options=OPTIONS)
    other = QuestionText("b", K.YES_NO, {"en": "B"}, required=Requirement.WHEN, required_when=when)
    made(concept_note=(asks("a", "b", a=choice, b=other),))
    page = browser.get(f"{SET}/asked/a/kind/multiple_choice")
    assert "becomes optional" not in page.text
    assert page.form("code").submit({"high": "1"}).heading == "Concept note"
    first, second = now(REF).concept_note[0].questions
    assert (first.kind, first.options, first.limits) == (K.MULTIPLE_CHOICE, OPTIONS, {"max": 1})
    assert second == other


@pytest.mark.parametrize("other", list(K))
def test_a_question_becomes_each_kind_through_its_page(browser: Browser, other: K) -> None:
    one = K.PEOPLE if other is not K.PEOPLE else K.TABLE
    made(concept_note=(asks("it", it=replace(of(one), criteria=())),))
    two = {
        "options-0-value": "a", "options-0-label_en": "A",
        "options-1-value": "b", "options-1-label_en": "B",
    }  # fmt: skip
    needs: dict[K, dict[str, str]] = {
        K.LONG_TEXT: {"max_words": "9"},
        K.TABLE: {"columns-0-code": "what", "columns-0-label_en": "What"},
        K.SINGLE_CHOICE: two,
        K.MULTIPLE_CHOICE: two,
    }
    page = browser.get(f"{SET}/asked/it/kind/{other.value}").form("code")
    page = page.submit(needs.get(other, {}))
    assert page.heading == "Concept note", page.text
    assert now(REF).concept_note[0].questions[0].kind is other


def test_no_kind_that_there_is_not_and_none_after_the_opening(browser: Browser) -> None:
    made(concept_note=(asks("a"),))
    for other in ("yes_no", "nonsense"):
        assert browser.get(f"{SET}/asked/a/kind/{other}").status == 404
    assert browser.get(f"{SET}/asked/nothing/kind/number").status == 404
    build.call("CATF-2034")
    page = browser.get(f"{SET}/asked/title/kind".replace(REF, "CATF-2034"))
    assert (page.status, "has opened" in page.text) == (422, True)
