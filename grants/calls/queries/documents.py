"""A stored call as a document, to be exported, compared or checked."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from grants.calls.exchange.settings import NEEDED, SETTINGS
from grants.calls.models import Call, ChecklistItem, Criterion, FormKind, Question, Section
from grants.calls.rules.budget import BudgetRules
from grants.calls.rules.countries import CountryRules
from grants.calls.rules.document import (
    CallDocument,
    CheckText,
    CriterionText,
    FocusArea,
    Form,
    Funnel,
    QuestionText,
    SectionText,
)
from grants.core.db import db
from grants.funds.models import BusinessLine
from grants.places.models import CountryList

# Columns of the call that the document carries under the same name and unchanged.
SAME = (
    "title",
    "theme",
    "summary",
    "guidance",
    "fiscal_year",
    "envelope_cents",
    "currency",
    "min_cents",
    "max_cents",
    "max_share_bp",
    "sponsors_required",
    "reconfirm_endorsement",
    "max_months",
    "opens_at",
    "closes_at",
    "zone",
    "full_proposal_months",
    "clarification_days",
    "appeal_days",
    "stages",
    "evaluators",
    "divergence_points",
    "pass_points",
    "reviews_open",
    "evaluators_named",
    "applicant_hidden",
    "board_procedure",
    "no_objection_days",
    "quorum_members",
    "quorum_constituencies",
    "contact_email",
)


def document_of(call: Call) -> CallDocument:
    """Everything of a call, read from its rows."""
    provenance = call.provenance
    items: Mapping[str, str] = provenance.get("items", {})
    countries = CountryRules.parse(call.country_exceptions)
    forms = _forms(call, items)
    line, country_list = _codes(call)
    values: dict[str, Any] = {
        **{name: getattr(call, name) for name in SAME},
        "focus_areas": tuple(FocusArea(a["code"], a["name"]) for a in call.focus_areas),
        "line": line,
        "languages": tuple(call.languages),
        "applicant_kinds": tuple(call.applicant_kinds),
        "country_list": country_list,
        "countries_added": countries.add,
        "countries_removed": countries.remove,
        "countries_preferred": countries.prefer,
        "countries_with_programme": countries.programme,
        "tie_order": tuple(call.tie_order),
        "funnel": Funnel(**provenance.get("funnel", {})),
        "budget": BudgetRules.parse(call.budget_rules),
        "criteria": _criteria(call, items),
        "checklist": _checklist(call, items),
        "concept_note": forms[FormKind.CONCEPT_NOTE],
        "full_proposal": forms[FormKind.FULL_PROPOSAL],
    }
    facts: Mapping[str, str] = provenance.get("facts", {})
    return CallDocument(
        ref=call.ref,
        status=call.status,
        note=provenance.get("note", {}),
        facts=facts,
        listed=_listed(values, facts, provenance.get("defaults")),
        **values,
    )


def _listed(
    values: Mapping[str, Any], facts: Mapping[str, str], defaults: list[str] | None
) -> tuple[str, ...]:
    """The settings a file of this call names; for one never imported, those that say something."""
    if defaults is not None:
        named = {*facts, *defaults}
        return tuple(s.name for s in SETTINGS if s.name in named)
    plain = CallDocument(ref="", status=values.get("status", "draft"))
    start = {f.name: getattr(plain, f.name) for f in fields(CallDocument)}
    return tuple(
        s.name
        for s in SETTINGS
        if s.name in facts or s.name in NEEDED or values[s.attribute] != start[s.attribute]
    )


def _criteria(call: Call, items: Mapping[str, str]) -> tuple[CriterionText, ...]:
    rows = db.session.scalars(
        sa.select(Criterion).where(Criterion.call_id == call.id).order_by(Criterion.position)
    )
    return tuple(
        CriterionText(
            code=row.code,
            name=row.name,
            weight=row.weight,
            floor=row.floor,
            anchors=tuple(row.anchors),
            reads=tuple(row.reads),
            min_comment_chars=row.min_comment_chars,
            source=items.get(f"criteria.{row.code}", ""),
        )
        for row in rows
    )


def _checklist(call: Call, items: Mapping[str, str]) -> tuple[CheckText, ...]:
    rows = db.session.scalars(
        sa.select(ChecklistItem)
        .where(ChecklistItem.call_id == call.id)
        .order_by(ChecklistItem.position)
    )
    return tuple(
        CheckText(
            code=row.code,
            mode=row.mode,
            rule=row.rule,
            text=row.text,
            curable=row.curable,
            reason_code=row.reason_code,
            reason=row.reason,
            quiz=row.quiz,
            source=items.get(f"checklist.{row.code}", ""),
        )
        for row in rows
    )


def _codes(call: Call) -> tuple[str | None, str | None]:
    """The codes of the business line and of the list of countries."""
    row = db.session.execute(
        sa.select(
            sa.select(BusinessLine.code).where(BusinessLine.id == call.line_id).scalar_subquery(),
            sa.select(CountryList.code)
            .where(CountryList.id == call.country_list_id)
            .scalar_subquery(),
        )
    ).one()
    return row[0], row[1]


def _forms(call: Call, items: Mapping[str, str]) -> dict[FormKind, Form]:
    """Both forms, their sections and questions in order."""
    rows = db.session.execute(
        sa.select(Section, Question)
        .outerjoin(Question, Question.section_id == Section.id)
        .where(Section.call_id == call.id)
        .order_by(Section.position, Section.id, Question.position)
    ).all()
    asked: dict[Section, list[QuestionText]] = {section: [] for section, _ in rows}
    for section, question in rows:
        if question is not None:
            source = items.get(f"{section.form.value}.{question.code}", "")
            asked[section].append(_question(question, source))
    return {
        kind: tuple(
            SectionText(s.slug, s.group, s.title, s.intro, tuple(questions))
            for s, questions in asked.items()
            if s.form is kind
        )
        for kind in FormKind
    }


def _question(row: Question, source: str) -> QuestionText:
    """As written: what comes from the call's own settings is not part of the question."""
    from_call = row.config.get("from_call")
    limits = dict(row.limits)
    if from_call == "max_months":
        limits.pop("max", None)
    return QuestionText(
        code=row.code,
        kind=row.kind,
        label=row.label,
        help=row.help,
        why=row.why,
        required=row.required,
        required_when=row.required_when,
        max_words=row.max_words,
        max_rows=row.max_rows,
        limits=limits,
        options=() if from_call == "focus_areas" else tuple(row.options),
        config=row.config,
        criteria=tuple(row.criteria),
        carries_over=row.carries_over,
        source=source,
    )
