"""Writing a call document into its rows."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from grants.calls.models import (
    Call,
    CallStatus,
    ChecklistItem,
    Criterion,
    FormKind,
    Question,
    Section,
)
from grants.calls.queries.documents import SAME
from grants.calls.rules.document import (
    CallDocument,
    CheckText,
    CriterionText,
    QuestionText,
    SectionText,
)
from grants.core.db import Base, db

KEPT = ("warnings", "cancelled")  # of the call's life, not of its document


def write_rows(
    call: Call, document: CallDocument, *, line_id: int, country_list_id: int | None
) -> None:
    """Bring the call's row, questions and judgement to what the document says; no commit.

    The status comes last: what belongs to a call that has opened can no longer be written.
    """
    for name in SAME:
        setattr(call, name, getattr(document, name))
    call.status = call.status or CallStatus.DRAFT
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
    call.status = document.status


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
    texts = {
        (kind, text.slug): (position, text)
        for kind in FormKind
        for position, text in enumerate(document.form(kind), 1)
    }
    _insert(
        Section,
        [_section(call, kind, position, text) for (kind, _), (position, text) in texts.items()],
    )
    ids = db.session.execute(
        sa.select(Section.id, Section.form, Section.slug)
        .where(Section.call_id == call.id)
        .order_by(Section.id)
    )
    _insert(
        Question,
        [
            _question(row.id, n, question, document)
            for row in ids
            for n, question in enumerate(texts[row.form, row.slug][1].questions, 1)
        ],
    )


def _insert(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Every row in one statement, however many questions a call asks.

    Into the table: by the model, rows would be parted by which of their values are empty.
    """
    if rows:
        db.session.execute(sa.insert(db.metadata.tables[model.__tablename__]), rows)


def _section(call: Call, kind: FormKind, position: int, text: SectionText) -> dict[str, Any]:
    return {
        "call_id": call.id,
        "form": kind,
        "group": dict(text.group),
        "slug": text.slug,
        "position": position,
        "title": dict(text.title),
        "intro": dict(text.intro),
    }


def _question(
    section_id: int, n: int, text: QuestionText, document: CallDocument
) -> dict[str, Any]:
    """What a question takes from the call's own settings is filled in here."""
    options, limits = [dict(option) for option in text.options], dict(text.limits)
    if text.config.get("from_call") == "focus_areas":
        options = [{"value": a.code, "label": dict(a.name)} for a in document.focus_areas]
    if text.config.get("from_call") == "max_months":
        limits["max"] = document.max_months
    return {
        "section_id": section_id,
        "code": text.code,
        "position": n,
        "kind": text.kind,
        "label": dict(text.label),
        "help": dict(text.help),
        "why": dict(text.why),
        "required": text.required,
        "required_when": dict(text.required_when) if text.required_when else None,
        "max_words": text.max_words,
        "max_rows": text.max_rows,
        "limits": limits,
        "options": options,
        "config": dict(text.config),
        "criteria": list(text.criteria),
        "carries_over": text.carries_over,
    }


def _replace_judgement(call: Call, document: CallDocument) -> None:
    db.session.execute(sa.delete(Criterion).where(Criterion.call_id == call.id))
    db.session.execute(sa.delete(ChecklistItem).where(ChecklistItem.call_id == call.id))
    _insert(
        Criterion,
        [_criterion(call, n, criterion) for n, criterion in enumerate(document.criteria, 1)],
    )
    _insert(
        ChecklistItem,
        [_check(call, n, check) for n, check in enumerate(document.checklist, 1)],
    )


def _criterion(call: Call, n: int, text: CriterionText) -> dict[str, Any]:
    return {
        "call_id": call.id,
        "code": text.code,
        "position": n,
        "name": dict(text.name),
        "weight": text.weight,
        "floor": text.floor,
        "anchors": [dict(anchor) for anchor in text.anchors],
        "reads": list(text.reads),
        "min_comment_chars": text.min_comment_chars,
    }


def _check(call: Call, n: int, text: CheckText) -> dict[str, Any]:
    return {
        "call_id": call.id,
        "code": text.code,
        "position": n,
        "mode": text.mode,
        "rule": text.rule,
        "text": dict(text.text),
        "curable": text.curable,
        "reason_code": text.reason_code,
        "reason": dict(text.reason),
        "quiz": dict(text.quiz) if text.quiz else None,
    }
