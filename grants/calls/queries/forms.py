"""The question sets and the judgement of a call, as plain values kept in the process.

They are frozen from the moment a call opens, so what was read then stays true; before that they
are read anew each time.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from grants.calls.models import (
    Call,
    ChecklistItem,
    CheckMode,
    Criterion,
    FormKind,
    Question,
    QuestionKind,
    Requirement,
    Section,
)
from grants.calls.rules import has_opened
from grants.calls.rules.quiz import QuizQuestion, quiz_questions
from grants.core import clock
from grants.core.db import db

Texts = Mapping[str, str]


@dataclass(frozen=True)
class QuestionView:
    """One thing we ask, with its limits."""

    id: int
    code: str
    kind: QuestionKind
    label: Texts
    help: Texts
    why: Texts
    required: Requirement
    required_when: Mapping[str, Any] | None
    max_words: int | None
    max_rows: int | None
    limits: Mapping[str, Any]
    options: tuple[Mapping[str, Any], ...]
    config: Mapping[str, Any]
    criteria: tuple[str, ...]
    carries_over: bool


@dataclass(frozen=True)
class SectionView:
    """One page of a form."""

    id: int
    slug: str
    group: Texts
    title: Texts
    intro: Texts
    position: int
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True)
class FormView:
    """A whole form, in its order."""

    kind: FormKind
    sections: tuple[SectionView, ...]

    def questions(self) -> Iterator[QuestionView]:
        for section in self.sections:
            yield from section.questions

    def section(self, slug: str) -> SectionView | None:
        return next((s for s in self.sections if s.slug == slug), None)

    def question(self, code: str) -> QuestionView | None:
        return next((q for q in self.questions() if q.code == code), None)

    def section_of(self, code: str) -> SectionView | None:
        """The section that asks the question of this code."""
        return next((s for s in self.sections if any(q.code == code for q in s.questions)), None)


@dataclass(frozen=True)
class CriterionView:
    """One thing evaluators score from 0 to 5."""

    id: int
    code: str
    name: Texts
    weight: int
    floor: int | None
    anchors: tuple[Texts, ...]
    reads: tuple[str, ...]
    min_comment_chars: int


@dataclass(frozen=True)
class ChecklistItemView:
    """One eligibility question."""

    id: int
    code: str
    mode: CheckMode
    rule: str
    text: Texts
    curable: bool
    reason_code: str
    reason: Texts
    quiz: Mapping[str, Any] | None


def form_of(call: Call, kind: FormKind = FormKind.CONCEPT_NOTE) -> FormView:
    """The questions of a call's form, in two queries at most."""
    return _kept(call, kind.value, lambda: _load_form(call.id, kind))


def criteria_of(call: Call) -> tuple[CriterionView, ...]:
    return _kept(call, "criteria", lambda: _load_criteria(call.id))


def checklist_of(call: Call) -> tuple[ChecklistItemView, ...]:
    return _kept(call, "checklist", lambda: _load_checklist(call.id))


def quiz_of(call: Call, countries: Set[str]) -> tuple[QuizQuestion, ...]:
    """The public quiz of a call that takes these countries; () when it has none."""
    return quiz_questions(checklist_of(call), countries, call.max_share_bp)


# By connection pool, so that two databases in one process never share what was read.
_cache: WeakKeyDictionary[sa.Pool, dict[tuple[int, str], tuple[int, Any]]] = WeakKeyDictionary()
Value = TypeVar("Value")


def _kept(call: Call, part: str, load: Callable[[], Value]) -> Value:
    if not has_opened(call, clock.now()):
        return load()
    known = _cache.setdefault(db.engine.pool, {})
    version, value = known.get((call.id, part), (0, None))
    if version != call.version or value is None:
        value = load()
        known[call.id, part] = (call.version, value)
    found: Value = value
    return found


def _load_form(call_id: int, kind: FormKind) -> FormView:
    sections = db.session.scalars(
        sa.select(Section)
        .where(Section.call_id == call_id, Section.form == kind)
        .order_by(Section.position)
    ).all()
    asked: dict[int, list[QuestionView]] = {section.id: [] for section in sections}
    if asked:
        for row in db.session.scalars(
            sa.select(Question).where(Question.section_id.in_(asked)).order_by(Question.position)
        ):
            asked[row.section_id].append(_question(row))
    return FormView(
        kind,
        tuple(
            SectionView(s.id, s.slug, s.group, s.title, s.intro, s.position, tuple(asked[s.id]))
            for s in sections
        ),
    )


def _question(row: Question) -> QuestionView:
    return QuestionView(
        id=row.id,
        code=row.code,
        kind=row.kind,
        label=row.label,
        help=row.help,
        why=row.why,
        required=row.required,
        required_when=row.required_when,
        max_words=row.max_words,
        max_rows=row.max_rows,
        limits=row.limits,
        options=tuple(row.options),
        config=row.config,
        criteria=tuple(row.criteria),
        carries_over=row.carries_over,
    )


def _load_criteria(call_id: int) -> tuple[CriterionView, ...]:
    rows = db.session.scalars(
        sa.select(Criterion).where(Criterion.call_id == call_id).order_by(Criterion.position)
    )
    return tuple(
        CriterionView(
            id=row.id,
            code=row.code,
            name=row.name,
            weight=row.weight,
            floor=row.floor,
            anchors=tuple(row.anchors),
            reads=tuple(row.reads),
            min_comment_chars=row.min_comment_chars,
        )
        for row in rows
    )


def _load_checklist(call_id: int) -> tuple[ChecklistItemView, ...]:
    rows = db.session.scalars(
        sa.select(ChecklistItem)
        .where(ChecklistItem.call_id == call_id)
        .order_by(ChecklistItem.position)
    )
    return tuple(
        ChecklistItemView(
            id=row.id,
            code=row.code,
            mode=row.mode,
            rule=row.rule,
            text=row.text,
            curable=row.curable,
            reason_code=row.reason_code,
            reason=row.reason,
            quiz=row.quiz,
        )
        for row in rows
    )
