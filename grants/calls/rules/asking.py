"""Changing a question set: sections and questions put in, moved, renamed and taken away."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from grants.calls.models import FormKind, QuestionKind, Requirement
from grants.calls.rules.document import (
    CallDocument,
    CriterionText,
    Form,
    QuestionText,
    SectionText,
)
from grants.calls.rules.kinds import WITH_WORDS
from grants.calls.rules.ordering import moved
from grants.core.errors import NotFound


@dataclass(frozen=True)
class Dependants:
    """What speaks of questions from outside them."""

    criteria: tuple[CriterionText, ...]  # read them
    questions: tuple[QuestionText, ...]  # are required by their answers

    def __bool__(self) -> bool:
        return bool(self.criteria or self.questions)


def section_in(form: Form, slug: str) -> SectionText:
    found = next((section for section in form if section.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def question_in(form: Form, code: str) -> tuple[SectionText, QuestionText]:
    """A question and the section that asks it."""
    for section in form:
        for question in section.questions:
            if question.code == code:
                return section, question
    raise NotFound


def with_form(call: CallDocument, kind: FormKind, form: Form) -> CallDocument:
    if kind is FormKind.CONCEPT_NOTE:
        return replace(call, concept_note=form)
    return replace(call, full_proposal=form)


def with_section(form: Form, section: SectionText, slug: str | None = None) -> Form:
    """A section in the place of the one called `slug`; a new one comes last."""
    if slug is None:
        return (*form, section)
    section_in(form, slug)
    return tuple(section if one.slug == slug else one for one in form)


def with_questions(form: Form, slug: str, questions: Collection[QuestionText]) -> Form:
    """More questions, at the end of a section."""
    section = section_in(form, slug)
    return with_section(form, replace(section, questions=(*section.questions, *questions)), slug)


def with_question(form: Form, question: QuestionText, code: str) -> Form:
    """A question in the place of the one called `code`."""
    section, _before = question_in(form, code)
    asked = tuple(question if one.code == code else one for one in section.questions)
    return with_section(form, replace(section, questions=asked), section.slug)


def section_moved(form: Form, slug: str, step: int) -> Form:
    """One place up (-1) or down (1); the first and the last stay where they are."""
    return moved(form, section_in(form, slug), step)


def question_moved(form: Form, code: str, step: int) -> Form:
    """One place up (-1) or down (1) within its section."""
    section, question = question_in(form, code)
    asked = moved(section.questions, question, step)
    return with_section(form, replace(section, questions=asked), section.slug)


def question_placed(form: Form, code: str, slug: str) -> Form:
    """At the end of another section."""
    section, question = question_in(form, code)
    if section.slug == slug:
        return form
    section_in(form, slug)
    return with_questions(_without(form, {code}), slug, (question,))


def dependants(call: CallDocument, kind: FormKind, codes: Collection[str]) -> Dependants:
    """What goes with these questions of a form: what reads them, and what they require."""
    elsewhere = _codes(call, _other(kind))
    gone = set(codes) - elsewhere  # a code that the other form asks too can still be read
    return Dependants(
        tuple(one for one in call.criteria if gone.intersection(one.reads)),
        tuple(
            question
            for section in call.form(kind)
            for question in section.questions
            if question.code not in codes and _condition(question) in codes
        ),
    )


def without_questions(call: CallDocument, kind: FormKind, codes: Collection[str]) -> CallDocument:
    """Without some questions: no criterion reads them, and what they required is optional."""
    gone = set(codes) - _codes(call, _other(kind))
    form = _each(
        _without(call.form(kind), codes),
        lambda q: (
            replace(q, required=Requirement.NEVER, required_when=None)
            if _condition(q) in codes
            else q
        ),
    )
    criteria = tuple(
        replace(one, reads=tuple(code for code in one.reads if code not in gone))
        for one in call.criteria
    )
    return with_form(replace(call, criteria=criteria), kind, form)


def without_section(call: CallDocument, kind: FormKind, slug: str) -> CallDocument:
    """Without a section and all it asks."""
    section = section_in(call.form(kind), slug)
    left = without_questions(call, kind, [question.code for question in section.questions])
    return with_form(left, kind, tuple(one for one in left.form(kind) if one.slug != slug))


def with_changed(
    call: CallDocument, kind: FormKind, question: QuestionText, code: str
) -> CallDocument:
    """A question changed; when its code is another now, what speaks of it follows."""
    call = with_form(call, kind, with_question(call.form(kind), question, code))
    if question.code == code:
        return call
    form = _each(
        call.form(kind),
        lambda q: (
            replace(q, required_when={**(q.required_when or {}), "question": question.code})
            if _condition(q) == code
            else q
        ),
    )
    call = with_form(call, kind, form)
    if code in _codes(call, _other(kind)):
        return call
    new_name = {code: question.code}
    criteria = tuple(
        replace(one, reads=tuple(new_name.get(read, read) for read in one.reads))
        for one in call.criteria
    )
    return replace(call, criteria=criteria)


def with_kind(
    call: CallDocument, kind: FormKind, question: QuestionText, code: str
) -> CallDocument:
    """A question of another kind; what needed an answer that it cannot get becomes optional."""
    unmet = {one.code for one in unanswerable(call, kind, question, code)}
    call = with_changed(call, kind, question, code)
    form = _each(call.form(kind), lambda q: replace(q, **_OPTIONAL) if q.code in unmet else q)
    return with_form(call, kind, form)


def unanswerable(
    call: CallDocument, kind: FormKind, question: QuestionText, code: str
) -> tuple[QuestionText, ...]:
    """The questions needed by an answer that `question`, instead of `code`, cannot get."""
    _section, before = question_in(call.form(kind), code)
    if {before.kind, question.kind} <= WITH_WORDS:
        return ()
    answers = answers_to(question, call)
    return tuple(
        one
        for section in call.form(kind)
        for one in section.questions
        if _condition(one) == code and (one.required_when or {}).get("equals") not in answers
    )


def copied(
    call: CallDocument, kind: FormKind, slug: str, standard: Collection[QuestionText]
) -> CallDocument:
    """Standard questions at the end of a section, without what this call does not have."""
    known = {criterion.code for criterion in call.criteria}
    asked = _codes(call, kind) | {question.code for question in standard}
    ours = [
        replace(
            one,
            criteria=tuple(code for code in one.criteria if code in known),
            **({} if _condition(one) in {*asked, ""} else _OPTIONAL),
        )
        for one in standard
    ]
    return with_form(call, kind, with_questions(call.form(kind), slug, ours))


def answers_to(question: QuestionText, call: CallDocument) -> tuple[str, ...]:
    """The answers that a question offers; none when any may be given."""
    if question.kind is QuestionKind.YES_NO:
        return ("yes", "no")
    if question.config.get("from_call") == "focus_areas":
        return tuple(area.code for area in call.focus_areas)
    return tuple(str(option["value"]) for option in question.options)


_OPTIONAL: dict[str, Any] = {"required": Requirement.NEVER, "required_when": None}


def _condition(question: QuestionText) -> str:
    """The code of the question whose answer decides whether this one is required."""
    return str((question.required_when or {}).get("question", ""))


def _other(kind: FormKind) -> FormKind:
    return next(one for one in FormKind if one is not kind)


def _codes(call: CallDocument, kind: FormKind) -> set[str]:
    return {question.code for section in call.form(kind) for question in section.questions}


def _without(form: Form, codes: Collection[str]) -> Form:
    return tuple(
        replace(section, questions=tuple(q for q in section.questions if q.code not in codes))
        for section in form
    )


def _each(form: Form, change: Callable[[QuestionText], QuestionText]) -> Form:
    return tuple(
        replace(section, questions=tuple(change(q) for q in section.questions)) for section in form
    )
