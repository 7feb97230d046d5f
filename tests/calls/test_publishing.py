"""What must hold before a call is published."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grants.calls.exchange import read_call
from grants.calls.models import Requirement
from grants.calls.rules import BudgetRules
from grants.calls.rules.document import CallDocument
from grants.calls.rules.publishing import check_publishable

FILE = Path(__file__).parents[2] / "grants" / "calls" / "data" / "catf-2026.yaml"


@pytest.fixture(scope="module")
def call() -> CallDocument:
    document = read_call(FILE.read_text(encoding="utf-8"), FILE.name).document
    assert document is not None
    return document


def _found(call: CallDocument) -> str:
    return "\n".join(f"{f.setting}: {f.message}" for f in check_publishable(call))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opens_at": None}, "opens_at: must be set"),
        ({"envelope_cents": None}, "envelope_usd: must be set"),
        ({"envelope_cents": 100}, "smaller than the largest grant"),
        ({"languages": ()}, "languages: must be set"),
        ({"languages": ("en", "ar")}, ""),
        ({"criteria": ()}, "criteria: must be set"),
        ({"checklist": ()}, "checklist: must be set"),
        ({"concept_note": ()}, "concept_note: must be set"),
        ({"summary": {"en": "Only English"}}, "summary: is missing in French, Spanish, Portuguese"),
        ({"budget": BudgetRules()}, "budget: needs at least one category"),
        ({"zone": "Mars/Olympus"}, "zone: is not the name"),
        ({"min_cents": 0}, "min_usd: must be above 0"),
    ],
)
def test_each_gap_is_named(call: CallDocument, change: dict[str, Any], words: str) -> None:
    found = _found(replace(call, **change))
    assert words in found
    assert bool(words) == bool(found)


def test_weights_must_add_up_to_100(call: CallDocument) -> None:
    first, *rest = call.criteria
    heavier = replace(call, criteria=(replace(first, weight=first.weight + 1), *rest))
    assert "weights add up to 101" in _found(heavier)


def test_a_criterion_reads_only_questions_that_are_asked(call: CallDocument) -> None:
    first, *rest = call.criteria
    broken = replace(call, criteria=(replace(first, reads=("nothing",)), *rest))
    assert "reads a question “nothing”" in _found(broken)
    unread = replace(call, criteria=(replace(first, reads=()), *rest))
    assert "reads no question" in _found(unread)


@pytest.mark.parametrize("code", ["title", "city", "proponent", "budget", "sponsors"])
def test_the_questions_the_system_itself_reads_must_be_there(call: CallDocument, code: str) -> None:
    sections = tuple(
        replace(s, questions=tuple(q for q in s.questions if q.code != code))
        for s in call.concept_note
    )
    assert f"needs a question with the code “{code}”" in _found(
        replace(call, concept_note=sections)
    )


def test_a_call_without_sponsors_need_not_ask_for_them(call: CallDocument) -> None:
    sections = tuple(s for s in call.concept_note if s.slug != "sponsors")
    criteria = tuple(
        replace(c, reads=tuple(r for r in c.reads if r != "sponsors")) for c in call.criteria
    )
    without = replace(call, concept_note=sections, criteria=criteria, sponsors_required=0)
    assert _found(without) == ""


def test_two_questions_never_share_a_code(call: CallDocument) -> None:
    first = call.concept_note[0]
    doubled = replace(first, questions=(*first.questions, first.questions[0]))
    broken = replace(call, concept_note=(doubled, *call.concept_note[1:]))
    assert "has the code “title” twice" in _found(broken)


def test_the_quiz_asks_ten_questions_at_most(call: CallDocument) -> None:
    quiz = {"question": dict.fromkeys(("en", "fr", "es", "pt"), "Is it?"), "passes": "yes"}
    everything = tuple(replace(check, quiz=quiz) for check in call.checklist)
    assert _found(replace(call, checklist=everything[:10])) == ""
    assert "checklist: asks 11 quiz questions; the most is 10" in _found(
        replace(call, checklist=everything[:11])
    )


def test_a_quiz_question_is_asked_in_every_language_of_the_call(call: CallDocument) -> None:
    quiz = {"question": {"en": "Is it?", "fr": "Est-ce le cas ?"}, "passes": "yes"}
    found = _found(replace(call, checklist=(replace(call.checklist[0], quiz=quiz),)))
    assert found == f"checklist: {call.checklist[0].code} is missing in Spanish, Portuguese"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"question": "focus_area", "equals": "foresee"}, ""),
        ({"question": "title", "equals": "anything"}, ""),
        ({"question": "focus_area", "equals": "fly"}, "answer “fly”, which “focus_area” does not"),
        ({"question": "nothing", "equals": "x"}, "depends on a question that is not asked"),
    ],
)
def test_a_condition_names_an_answer_that_can_be_given(
    call: CallDocument, when: dict[str, str], words: str
) -> None:
    first, *rest = call.concept_note
    last = replace(first.questions[-1], required=Requirement.WHEN, required_when=when)
    note = (replace(first, questions=(*first.questions[:-1], last)), *rest)
    found = _found(replace(call, concept_note=note))
    assert words in found
    assert bool(words) == bool(found)


def test_many_missing_texts_of_a_part_are_one_finding(call: CallDocument) -> None:
    items = tuple(replace(check, reason={"en": "Only English"}) for check in call.checklist)
    [finding] = check_publishable(replace(call, checklist=items))
    assert str(finding.message) == f"{len(items)} texts are missing in a language"
