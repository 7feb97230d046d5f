"""A rule the system answered is computed again when a city's answer changed what it rests on."""

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, strategies as st

from grants.calls.models import Call, ChecklistItem, QuestionKind
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.screening import service
from grants.screening.models import Check, CheckAnswer
from grants.screening.rules.anew import Said, with_anew
from grants.screening.service import Anew
from tests import build
from tests.screening import cases

Later = object


@pytest.fixture
def call(app: Flask) -> Call:
    call = cases.closed_call(max_months=24)
    cases.system_item(call, "S9", "duration_in_range", curable=True)
    return call


def asked(call: Call) -> tuple[Proposal, object]:
    """A city that handed in 30 months is asked how long the project really is."""
    city, officer = build.person("Ama"), cases.officer()
    row = cases.submitted(call, city, content={"answers": {**cases.ANSWERS, "months": 30}})
    cases.start(row, officer)
    service.ask_clarification(
        build.acting(officer), row.ref, ["S9"], "How many months?", opened=["months"]
    )
    return row, city


def check(code: str) -> Check:
    return db.session.scalars(
        sa.select(Check)
        .join(ChecklistItem, ChecklistItem.id == Check.item_id)
        .where(ChecklistItem.code == code)
    ).one()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("words", "answer", "months"),
    [
        ("18", CheckAnswer.YES, 18),
        ("26", CheckAnswer.CURABLE, 26),
        ("as long as it takes", CheckAnswer.CURABLE, 30),
    ],
)
def test_the_system_computes_its_item_again(
    call: Call, words: str, answer: CheckAnswer, months: int
) -> None:
    row, city = asked(call)
    assert check("S9").figures["months"] == 30
    service.answer_clarification(
        build.acting(city),  # type: ignore[arg-type]
        row.ref,
        "",
        anew=[Anew("months", words)],
    )
    now = check("S9")
    assert (now.answer, now.figures["months"], now.by_id) == (answer, months, None)


def test_an_officers_own_answer_stays_where_the_figures_are_the_same(call: Call) -> None:
    row, city = asked(call)
    service.answer_clarification(build.acting(city), row.ref, "We meant to say so.")  # type: ignore[arg-type]
    assert check("S9").answer is CheckAnswer.CURABLE


def test_a_late_answer_is_left_to_an_officer(call: Call, later: object) -> None:
    row, city = asked(call)
    later(days=30)  # type: ignore[operator]
    service.answer_clarification(
        build.acting(city),  # type: ignore[arg-type]
        row.ref,
        "",
        anew=[Anew("months", "18")],
    )
    assert check("S9").figures["months"] == 30


class _Asked:
    def __init__(self, code: str, kind: QuestionKind, options: tuple[dict[str, object], ...] = ()):
        self.code, self.kind, self.options = code, kind, options


@given(words=st.text(max_size=40), kind=st.sampled_from(list(QuestionKind)))
def test_no_words_break_it_and_the_submission_itself_never_changes(
    words: str, kind: QuestionKind
) -> None:
    content = {"answers": {"a": "old", "b": 1}, "documents": [{"code": "f", "sha256": "0"}]}
    kept = {"answers": dict(content["answers"]), "documents": [dict(content["documents"][0])]}  # type: ignore[call-overload]
    found = with_anew(content, [_Asked("a", kind)], [Said("a", words)], {"ghana": "GH"})
    assert content == kept
    assert found["answers"]["b"] == 1


def test_each_kind_is_read_as_itself() -> None:
    yes = {"value": "yes", "label": {"en": "Living", "fr": "Vivre"}}
    questions = [
        _Asked("n", QuestionKind.NUMBER),
        _Asked("c", QuestionKind.COUNTRY),
        _Asked("o", QuestionKind.SINGLE_CHOICE, (yes,)),
        _Asked("p", QuestionKind.CITY),
        _Asked("f", QuestionKind.FILE),
    ]
    said = [
        Said("n", " 18 "),
        Said("c", "Gh\u00e1na"),
        Said("o", "vivre"),
        Said("p", "Tamale, Ghana"),
        Said("f", document={"name": "a.pdf", "size": 1, "sha256": "x"}),
        Said("unknown", "x"),
    ]
    before = {"answers": {"p": {"name": "Tamale", "country": "XX"}}, "documents": []}
    found = with_anew(before, questions, said, {"ghana": "GH"})
    assert found["answers"] == {
        "n": 18,
        "c": "GH",
        "o": "yes",
        "p": {"name": "Tamale", "country": "GH"},
    }
    assert found["documents"] == [{"name": "a.pdf", "size": 1, "sha256": "x", "code": "f"}]
