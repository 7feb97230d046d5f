"""A lead makes the question sets of a call: sections, questions of every kind, their order."""

from dataclasses import replace
from typing import Any

import pytest

from grants.calls import service
from grants.calls.exchange.settings import CRITERIA
from grants.calls.models import QuestionKind as K
from grants.calls.rules.document import QuestionText
from grants.core.actor import SYSTEM
from tests.browsing import Browser
from tests.calls.asking import REF, SET, STANDARD, asks, codes, exported, made
from tests.calls.documents import now


def texts(name: str, values: Any) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in values.items()}


# -- the whole concept note, typed ---------------------------------------------------------------


def typed(question: QuestionText) -> dict[str, Any]:
    """What a lead types to ask a question of the standard form."""
    found: dict[str, Any] = {
        "code": question.code,
        "required": question.required.value,
        "criteria": list(question.criteria),
        "source": question.source,
        **texts("label", question.label),
        **texts("help", question.help),
        **texts("why", question.why),
    }
    if question.carries_over:
        found["carries_over"] = "y"
    if question.config.get("from_call"):
        found["from_call"] = "y"
    for name, value in (
        ("max_words", question.max_words),
        ("max_rows", question.max_rows),
        ("low", question.limits.get("min")),
    ):
        if value is not None:
            found[name] = str(value)
    if question.kind is K.FILE:
        found["accept"] = list(question.config["accept"])
    return found


def test_the_concept_note_of_2015_can_be_typed_page_by_page(browser: Browser) -> None:
    made(criteria=tuple(
        replace(one, reads=()) for one in CRITERIA.shipped("criteria/concept-note.yaml")
    ))  # fmt: skip
    for section in STANDARD:
        page = browser.get(SET).click("Add a section")
        page = page.form("slug").submit(
            {
                "slug": section.slug,
                **texts("group", section.group),
                **texts("title", section.title),
                **texts("intro", section.intro),
            }
        )
        assert page.status == 200, page.text
        for question in section.questions:
            add = f"{SET}/sections/{section.slug}/add"
            page = browser.get(f"{add}/{question.kind.value}").form("code").submit(typed(question))
            assert page.status == 200, page.text
    assert now(REF).concept_note == STANDARD
    assert exported() == {"include": "forms/concept-note.yaml"}


# -- each kind -------------------------------------------------------------------------------------

OPTIONS = {
    "options-0-value": "a", "options-0-label_en": "First", "options-0-label_fr": "Premier",
    "options-1-value": "b", "options-1-label_en": "Second",
}  # fmt: skip
WRITTEN = [
    {"value": "a", "label": {"en": "First", "fr": "Premier"}},
    {"value": "b", "label": {"en": "Second"}},
]
COLUMNS = {
    "columns-0-code": "what", "columns-0-label_en": "What", "columns-0-max_words": "9",
    "columns-1-code": "cost", "columns-1-label_en": "Cost", "columns-1-kind": "money",
}  # fmt: skip
KINDS: dict[K, tuple[dict[str, Any], dict[str, Any]]] = {
    K.SHORT_TEXT: ({"max_words": "20"}, {"max_words": 20}),
    K.LONG_TEXT: ({"max_words": "200"}, {"max_words": 200}),
    K.SINGLE_CHOICE: (OPTIONS, {"options": WRITTEN}),
    K.MULTIPLE_CHOICE: ({**OPTIONS, "high": "2"}, {"options": WRITTEN, "limits": {"max": 2}}),
    K.YES_NO: ({}, {}),
    K.NUMBER: ({"low": "-5", "high": "10"}, {"limits": {"min": -5, "max": 10}}),
    K.MONEY: ({"low": "1 000", "high": "2 000"}, {"limits": {"min": 100_000, "max": 200_000}}),
    K.DATE: (
        {"low": "2030-01-01", "high": "2030-12-31"},
        {"limits": {"min": "2030-01-01", "max": "2030-12-31"}},
    ),
    K.COUNTRY: ({}, {}),
    K.CITY: ({}, {}),
    K.ORGANISATION: ({}, {}),
    K.ORGANISATIONS: ({"max_rows": "4"}, {"max_rows": 4}),
    K.PEOPLE: ({"max_rows": "2"}, {"max_rows": 2}),
    K.TABLE: (
        {**COLUMNS, "max_rows": "9"},
        {
            "max_rows": 9,
            "columns": [
                {"code": "what", "label": {"en": "What"}, "kind": "text", "max_words": 9},
                {"code": "cost", "label": {"en": "Cost"}, "kind": "money"},
            ],
        },
    ),
    K.BUDGET: ({"max_rows": "60"}, {"max_rows": 60}),
    K.ENDORSEMENTS: ({"max_rows": "6"}, {"max_rows": 6}),
    K.FILE: ({"accept": ["pdf", "png"]}, {"accept": ["pdf", "png"]}),
}
PLAIN = {"code": "it", "label_en": "It?", "label_fr": "Quoi ?"}


@pytest.mark.parametrize("kind", list(K))
def test_each_kind_is_made_changed_and_removed_and_the_file_says_it(
    kind: K, browser: Browser
) -> None:
    made(concept_note=(asks(),))
    values, written = KINDS[kind]
    add = f"{SET}/sections/one/add"
    page = browser.get(f"{add}/{kind.value}").form("code").submit({**PLAIN, **values})
    assert page.status == 200, page.text
    start = {"code": "it", "kind": kind.value, "label": {"en": "It?", "fr": "Quoi ?"}}
    expected = {**start, "required": "always", **written}
    assert exported()[0]["questions"] == [expected]
    text = service.export_call(SYSTEM, REF).replace(REF, "CATF-2031")
    service.import_call(SYSTEM, text, "again.yaml")
    assert now("CATF-2031").concept_note == now(REF).concept_note

    assert browser.get(f"{SET}/sections/one/preview").status == 200
    page = browser.get(f"{SET}/asked/it").form("code").submit({"required": "never"})
    assert page.status == 200, page.text
    assert exported()[0]["questions"] == [{**expected, "required": "never"}]

    page = browser.get(f"{SET}/asked/it/remove").form("operation").submit()
    assert "asks nothing yet" in page.text
    assert exported()[0]["questions"] == []


def test_what_a_page_does_not_show_survives_a_save(browser: Browser) -> None:
    odd = QuestionText(
        "odd", K.YES_NO, {"en": "Odd", "ar": "غريب"}, max_words=7, limits={"max": 3},
        config={"accept": ["pdf"]},
    )  # fmt: skip
    made(concept_note=(asks("odd", odd=odd),))
    page = browser.get(f"{SET}/asked/odd")
    assert not page.form("code").holds("max_words")
    page.form("code").submit({"help_en": "Think twice."})
    assert now(REF).concept_note[0].questions == (replace(odd, help={"en": "Think twice."}),)


def test_a_choice_can_take_the_focus_areas_and_a_number_the_longest_duration(
    browser: Browser,
) -> None:
    made(concept_note=(asks(),))
    for code, kind in (("area", "single_choice"), ("months", "number")):
        form = browser.get(f"{SET}/sections/one/add/{kind}").form("code")
        page = form.submit({**PLAIN, "code": code, "from_call": "y"})
        assert page.status == 200, page.text
    area, months = now(REF).concept_note[0].questions
    assert (area.config, area.options) == ({"from_call": "focus_areas"}, ())
    assert (months.config, months.limits) == ({"from_call": "max_months"}, {})
    assert "Live" in browser.get(f"{SET}/sections/one/preview").text


def test_rows_are_added_and_taken_away_without_losing_what_was_typed(browser: Browser) -> None:
    made(concept_note=(asks(),))
    page = browser.get(f"{SET}/sections/one/add/single_choice")
    page = page.form("code").submit({**PLAIN, **OPTIONS}, button="Add an answer")
    assert (page.status, codes()) == (200, [[]])
    values = page.form("code").values()
    assert (values["options-1-label_en"], values["options-2-value"]) == ("Second", "")
    page = page.form("code").submit({"options-2-value": "c", "options-2-label_en": "Third"},
                                    button="Remove: Answer 1")  # fmt: skip
    page.form("code").submit()
    assert [o["value"] for o in now(REF).concept_note[0].questions[0].options] == ["b", "c"]


def test_a_column_of_choices_has_answers_of_its_own(browser: Browser) -> None:
    made(concept_note=(asks(),))
    page = browser.get(f"{SET}/sections/one/add/table").form("code").submit(
        {**PLAIN, "columns-0-code": "what", "columns-0-label_en": "What",
         "columns-0-kind": "choice"}, button="Add an answer")  # fmt: skip
    for n, value in enumerate("ab"):
        row = f"columns-0-options-{n}"
        page = page.form("code").submit(
            {f"{row}-value": value, f"{row}-label_en": value.upper()},
            button="Add an answer" if n == 0 else None,
        )
    [column] = exported()[0]["questions"][0]["columns"]
    assert column["kind"] == "choice"
    assert [o["value"] for o in column["options"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("short_text", {"code": "no code"}, "Write a short code"),
        ("short_text", {"label_en": ""}, "Write it in English at least"),
        ("short_text", {"code": "there"}, "has the code “there” twice"),
        ("short_text", {"why_fr": "Pour savoir"}, "Write it in English at least"),
        ("long_text", {}, "Set a limit of words"),
        ("number", {"low": "much"}, "Write a whole number"),
        ("number", {"low": "3", "high": "2"}, "has a least value above its greatest"),
        ("date", {"low": "soon"}, "Write a day of the calendar"),
        ("single_choice", {"options-0-value": "a"}, "Write it in English at least"),
        ("single_choice", {}, "needs at least two options"),
        ("multiple_choice", {**OPTIONS, "options-1-value": "a"}, "Another row has this code"),
        ("table", {}, "needs columns"),
        ("table", {**COLUMNS, "columns-1-options-0-value": "a b"}, "Write a short code"),
        ("yes_no", {"required": "when"}, "Choose the question it depends on"),
        (
            "yes_no",
            {"required": "when", "when_question": "there", "when_equals": "perhaps"},
            "The answers there are: yes, no",
        ),
    ],
)
def test_what_cannot_be_asked_so_is_said_and_stays_typed(
    kind: str, values: dict[str, Any], words: str, browser: Browser
) -> None:
    made(concept_note=(asks("there"),))
    form = browser.get(f"{SET}/sections/one/add/{kind}").form("code")
    page = form.submit({**PLAIN, **values})
    assert page.status == 422
    assert words in page.text
    assert page.form("code").values()["label_fr"] == "Quoi ?"
    assert codes() == [["there"]]
