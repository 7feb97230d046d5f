"""Writing a call document into its rows."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

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
from grants.calls.queries.templates import known_templates, own_files
from grants.calls.rules.document import (
    CallDocument,
    CheckText,
    CriterionText,
    QuestionText,
    SectionText,
)
from grants.calls.rules.templates import templates_named
from grants.calls.service.matching import Matched, Row, stored_rows
from grants.core import hooks
from grants.core.db import db
from grants.files.service import store_again

KEPT = ("warnings", "cancelled")  # of the call's life, not of its document


def write_rows(
    call: Call, document: CallDocument, *, line_id: int, country_list_id: int | None
) -> None:
    """Bring the call's row, questions and judgement to what the document says; no commit.

    What is the same already is left as it is. The status comes last: what belongs to a call that
    has opened can no longer be written.
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
    flag_modified(call, "provenance")  # a change of the questions alone is a new version too
    db.session.flush()
    _write_forms(call, document)
    _write_judgement(call, document)
    _keep_templates(call, document)
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


def _write_forms(call: Call, document: CallDocument) -> None:
    """A question stays itself when it moves to another section of its form."""
    wanted = {
        (kind, text.slug): _section(call, kind, position, text)
        for kind in FormKind
        for position, text in enumerate(document.form(kind), 1)
    }
    sections = _sections(call)
    sections.write(wanted)
    now = _sections(call).stored if wanted.keys() - sections.stored else sections.stored
    forms = {row["id"]: row["form"] for row in now.values()}
    questions = Matched(
        Question,
        (
            ((forms[row["section_id"]], row["code"]), row)
            for row in stored_rows(Question, Question.section_id.in_(forms))
        ),
    )
    asked = {
        (kind, text.code): _question(now[kind, section.slug]["id"], n, text, document)
        for kind in FormKind
        for section in document.form(kind)
        for n, text in enumerate(section.questions, 1)
    }
    gone, going = questions.beyond(asked, _shape), sections.beyond(wanted)
    if gone or going:
        hooks.call_reshaped.send(call, questions=gone, sections=going)
    questions.keep(asked)
    questions.write(asked)
    sections.keep(wanted)  # what was asked in them is somewhere else by now, or gone


def _sections(call: Call) -> Matched[tuple[FormKind, str]]:
    rows = stored_rows(Section, Section.call_id == call.id)
    return Matched(Section, (((row["form"], row["slug"]), row) for row in rows))


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


def _shape(row: Row) -> Any:
    """What an answer is written in: with another, an earlier answer may no longer fit."""
    columns = row["config"].get("columns", ())
    return (
        row["kind"],
        [option["value"] for option in row["options"]],
        [(column["code"], column.get("kind")) for column in columns],
    )


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


def _write_judgement(call: Call, document: CallDocument) -> None:
    criteria = {c.code: _criterion(call, n, c) for n, c in enumerate(document.criteria, 1)}
    checklist = {c.code: _check(call, n, c) for n, c in enumerate(document.checklist, 1)}
    for model, wanted, condition in (
        (Criterion, criteria, Criterion.call_id == call.id),
        (ChecklistItem, checklist, ChecklistItem.call_id == call.id),
    ):
        rows = Matched(model, ((row["code"], row) for row in stored_rows(model, condition)))
        rows.keep(wanted)
        rows.write(wanted)


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


def _keep_templates(call: Call, document: CallDocument) -> None:
    """What a call takes over from another offers the same files, and they become its own too."""
    named = {one["sha256"] for _setting, _question, one in templates_named(document)}
    if named and (others := named - own_files(call).keys()):
        for file in known_templates(others).values():
            store_again(file, call)
