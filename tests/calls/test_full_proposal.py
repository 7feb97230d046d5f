"""The full proposal that ships: what it asks, what it continues, and where it shows."""

from collections.abc import Callable
from typing import Any

import pytest

from grants.accounts.models import Role
from grants.calls import service
from grants.calls.exchange.settings import FORM
from grants.calls.models import FormKind, QuestionKind as K
from grants.calls.rules.document import CallDocument, Form, QuestionText
from grants.core import i18n
from grants.core.actor import SYSTEM
from tests import build
from tests.browsing import Browser
from tests.calls.asking import REF, STANDARD, asks, made
from tests.calls.documents import FILES, SHIPPED, now, shipped, text_of
from tests.calls.test_word_form import form_of as word_form, texts as word_texts

Browse = Callable[..., Browser]
FULL = FORM.shipped("forms/full-proposal.yaml")


def by_code(form: Form) -> dict[str, QuestionText]:
    return {question.code: question for section in form for question in section.questions}


def test_it_continues_the_answers_an_award_is_built_on() -> None:
    assert by_code(FULL).keys() & by_code(STANDARD).keys() == {
        "title", "city", "other_places", "months", "summary", "proponent", "recipient", "contact",
        "partners", "context", "inclusion", "objective", "approach", "partnership", "learning",
        "catalytic_effect", "budget", "capacity", "registration",
    }  # fmt: skip


def test_every_answer_it_continues_fits_there() -> None:
    note = by_code(STANDARD)
    for code, full in by_code(FULL).items():
        if code in note:
            was = note[code]
            assert (full.kind, full.config, full.limits) == (was.kind, was.config, was.limits)
            for room, before in ((full.max_words, was.max_words), (full.max_rows, was.max_rows)):
                assert room is None if before is None else room is not None and room >= before


def test_nothing_of_it_is_said_to_be_the_funds_or_is_scored() -> None:
    for question in by_code(FULL).values():
        assert question.kind is not K.ENDORSEMENTS
        assert (question.source, question.criteria, question.carries_over) == ("", (), False)


def labels(question: QuestionText) -> list[Any]:
    columns = question.config.get("columns", ())
    options = [option for column in columns for option in column.get("options", ())]
    return [one["label"] for one in (*question.options, *columns, *options)]


def test_every_choice_and_column_is_named_in_all_four_languages() -> None:
    found = [texts for question in by_code(FULL).values() for texts in labels(question)]
    assert found
    assert all(set(texts) == set(i18n.LANGUAGES) and all(texts.values()) for texts in found)


def test_calls_of_the_past_ask_for_none() -> None:
    asking = {path.name for path in FILES if shipped(path.name).full_proposal}
    assert asking == {"catf-2026.yaml"}
    assert shipped().full_proposal == FULL


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_page_of_it_can_be_seen_before_the_call_opens(
    draft: CallDocument, browse: Browse, language: str
) -> None:
    browser = browse(build.person("Helena", Role.LEAD, language=language))
    where = f"/calls/{SHIPPED}/edit/questions/full_proposal/sections"
    for section in FULL:
        page = browser.get(f"{where}/{section.slug}/preview")
        assert page.status == 200, section.slug
        assert page.heading == section.title[language]


def test_visitors_see_the_concept_note_alone(app: Any, browse: Browse) -> None:
    service.import_call(SYSTEM, text_of(), "a.yaml")
    page = browse().get(f"/calls/{SHIPPED}/form")
    assert "What is new here" in page.text
    assert "Your answer to each of them" not in page.text
    written = " ".join(word_texts(word_form(browse, SHIPPED)))
    assert "What is new here" in written
    assert "Your answer to each of them" not in written


@pytest.mark.parametrize(
    ("kind", "words"), [(FormKind.CONCEPT_NOTE, 200), (FormKind.FULL_PROPOSAL, 300)]
)
def test_a_question_of_both_forms_is_copied_as_the_form_at_hand_asks_it(
    browser: Browser, kind: FormKind, words: int
) -> None:
    made(**{kind.value: (asks(),)})
    page = browser.get(f"/calls/{REF}/edit/questions/{kind.value}/sections/one/copy")
    page.form("codes").submit({"codes": ["summary", "innovation"]})
    summary, innovation = now(REF).form(kind)[0].questions
    assert (summary.code, summary.max_words) == ("summary", words)
    assert innovation.code == "innovation"
