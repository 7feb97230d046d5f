"""Writing a call document into its rows."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from grants.calls.models import (
    Call,
    ChecklistItem,
    Criterion,
    FormKind,
    Question,
    Section,
)
from grants.calls.queries.documents import SAME
from grants.calls.rules.document import CallDocument, QuestionText
from grants.core.db import db

KEPT = ("warnings", "cancelled")  # of the call's life, not of its document


def write_rows(
    call: Call, document: CallDocument, *, line_id: int, country_list_id: int | None
) -> None:
    """Bring the call's row, questions and judgement to what the document says; no commit."""
    for name in SAME:
        setattr(call, name, getattr(document, name))
    call.status = document.status
    call.line_id, call.country_list_id = line_id, country_list_id
    call.focus_areas = [{"code": a.code, "name": dict(a.name)} for a in document.focus_areas]
    call.languages = list(document.languages)
    call.applicant_kinds = list(document.applicant_kinds)
    call.country_exceptions = document.countries.stored()
    call.tie_order = list(document.tie_order)
    call.budget_rules = document.budget.stored()
    kept = {name: call.provenance[name] for name in KEPT if name in (call.provenance or {})}
    call.provenance = {**_provenance(document), **kept}
    db.session.flush()
    _replace_forms(call, document)
    _replace_judgement(call, document)
    db.session.flush()


def _provenance(document: CallDocument) -> dict[str, Any]:
    items = {
        **{f"criteria.{c.code}": c.source for c in document.criteria},
        **{f"checklist.{c.code}": c.source for c in document.checklist},
    }
    for kind in FormKind:
        for section in document.form(kind):
            items |= {f"{kind.value}.{q.code}": q.source for q in section.questions}
    return {
        "note": dict(document.note),
        "facts": dict(document.facts),
        "defaults": list(document.defaults),
        "items": {name: source for name, source in items.items() if source},
        "funnel": asdict(document.funnel),
    }


def _replace_forms(call: Call, document: CallDocument) -> None:
    """A call that has not opened has no answers, so its questions can be written anew."""
    old = sa.select(Section.id).where(Section.call_id == call.id)
    db.session.execute(sa.delete(Question).where(Question.section_id.in_(old)))
    db.session.execute(sa.delete(Section).where(Section.call_id == call.id))
    for kind in FormKind:
        for position, text in enumerate(document.form(kind), 1):
            section = Section(
                call_id=call.id,
                form=kind,
                group=dict(text.group),
                slug=text.slug,
                position=position,
                title=dict(text.title),
                intro=dict(text.intro),
            )
            db.session.add(section)
            db.session.flush()
            for n, question in enumerate(text.questions, 1):
                db.session.add(_question(section, n, question, document))


def _question(section: Section, n: int, text: QuestionText, document: CallDocument) -> Question:
    """What a question takes from the call's own settings is filled in here."""
    options, limits = [dict(option) for option in text.options], dict(text.limits)
    if text.config.get("from_call") == "focus_areas":
        options = [{"value": a.code, "label": dict(a.name)} for a in document.focus_areas]
    if text.config.get("from_call") == "max_months":
        limits["max"] = document.max_months
    return Question(
        section_id=section.id,
        code=text.code,
        position=n,
        kind=text.kind,
        label=dict(text.label),
        help=dict(text.help),
        why=dict(text.why),
        required=text.required,
        required_when=dict(text.required_when) if text.required_when else None,
        max_words=text.max_words,
        max_rows=text.max_rows,
        limits=limits,
        options=options,
        config=dict(text.config),
        criteria=list(text.criteria),
        carries_over=text.carries_over,
    )


def _replace_judgement(call: Call, document: CallDocument) -> None:
    db.session.execute(sa.delete(Criterion).where(Criterion.call_id == call.id))
    db.session.execute(sa.delete(ChecklistItem).where(ChecklistItem.call_id == call.id))
    for n, criterion in enumerate(document.criteria, 1):
        db.session.add(
            Criterion(
                call_id=call.id,
                code=criterion.code,
                position=n,
                name=dict(criterion.name),
                weight=criterion.weight,
                floor=criterion.floor,
                anchors=[dict(anchor) for anchor in criterion.anchors],
                reads=list(criterion.reads),
                min_comment_chars=criterion.min_comment_chars,
            )
        )
    for n, check in enumerate(document.checklist, 1):
        db.session.add(
            ChecklistItem(
                call_id=call.id,
                code=check.code,
                position=n,
                mode=check.mode,
                rule=check.rule,
                text=dict(check.text),
                curable=check.curable,
                reason_code=check.reason_code,
                reason=dict(check.reason),
                quiz=dict(check.quiz) if check.quiz else None,
            )
        )
