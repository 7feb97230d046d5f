"""Criteria, the eligibility checklist and budget rules in a file."""

from collections.abc import Mapping
from typing import Any

from grants.calls.exchange.kinds import (
    BOOLEAN,
    CODE,
    DOLLARS,
    LINE,
    PERCENT,
    TEXTS,
    Flow,
    choice,
    expected_of,
    integer,
    one_of,
    optional,
    require,
    several,
    without_empty,
)
from grants.calls.exchange.nodes import Node, each
from grants.calls.models import CheckMode
from grants.calls.rules.budget import SOURCES, BudgetRules, Cap, CapBase, Category, Severity
from grants.calls.rules.document import NO_TEXTS, CheckText, CriterionText, Texts
from grants.core.messages import msg

_CODES = several(CODE.read)
_WEIGHT = integer(1, 100)
_FLOOR = optional(integer(0, 5))
_CHARACTERS = integer(0, 5_000)
_MODE = choice(CheckMode)
_BASE = choice(CapBase)
_SEVERITY = choice(Severity)
POINTS = range(6)
SYSTEM_RULES = (
    "before_deadline",
    "amount_in_range",
    "country_on_list",
    "sponsor_confirmed",
    "language_accepted",
    "cofinancing_share",
    "answers_complete",
    "declaration_signed",
    "duration_in_range",
)


def read_criterion(node: Node) -> CriterionText:
    fields = node.fields(expected_of("criterion"))
    criterion = CriterionText(
        code=require(fields, "code", CODE.read, ""),
        name=require(fields, "name", TEXTS.read, NO_TEXTS),
        weight=require(fields, "weight", _WEIGHT.read, 1),
        floor=fields.take("floor", _FLOOR.read, None),
        anchors=require(fields, "anchors", _read_anchors, ()),
        reads=require(fields, "reads", _CODES.read, ()),
        min_comment_chars=require(fields, "min_comment_chars", _CHARACTERS.read, 0),
        source=fields.take("source", LINE.read, "") or "",
    )
    fields.no_more()
    return criterion


def write_criterion(criterion: CriterionText) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "name": TEXTS.write(criterion.name),
        "weight": criterion.weight,
        "floor": criterion.floor,
        "min_comment_chars": criterion.min_comment_chars,
        "reads": Flow(criterion.reads),
        "anchors": {
            points: TEXTS.write(text)
            for points, text in zip(POINTS, criterion.anchors, strict=False)
        },
        **without_empty({"source": criterion.source}),
    }


def _read_anchors(node: Node) -> tuple[Texts, ...]:
    """A sentence for each point from 0 to 5."""
    fields = node.fields(msg("a text for each point from 0 to 5"))
    anchors = tuple(require(fields, str(points), TEXTS.read, NO_TEXTS) for points in POINTS)
    fields.no_more()
    return anchors


def read_check(node: Node) -> CheckText:
    fields = node.fields(expected_of("checklist item"))
    mode = require(fields, "mode", _MODE.read, CheckMode.OFFICER)
    system = mode is CheckMode.SYSTEM
    check = CheckText(
        code=require(fields, "code", CODE.read, ""),
        mode=mode,
        rule=require(fields, "rule", one_of(SYSTEM_RULES), "") if system else "",
        text=require(fields, "text", TEXTS.read, NO_TEXTS),
        curable=require(fields, "curable", BOOLEAN.read, False),
        reason_code=require(fields, "reason_code", CODE.read, ""),
        reason=require(fields, "reason", TEXTS.read, NO_TEXTS),
        quiz=fields.take("quiz", _read_quiz, None),
        source=fields.take("source", LINE.read, "") or "",
    )
    fields.no_more()
    return check


def write_check(check: CheckText) -> dict[str, Any]:
    return {
        "code": check.code,
        "mode": check.mode.value,
        **without_empty({"rule": check.rule}),
        "text": TEXTS.write(check.text),
        "curable": check.curable,
        "reason_code": check.reason_code,
        "reason": TEXTS.write(check.reason),
        **without_empty({"quiz": _write_quiz(check.quiz), "source": check.source}),
    }


def _read_quiz(node: Node) -> dict[str, Any]:
    fields = node.fields(msg("a question and the answer that passes"))
    quiz = {
        "question": require(fields, "question", TEXTS.read, NO_TEXTS),
        "passes": require(fields, "passes", one_of(("yes", "no")), "yes"),
    }
    fields.no_more()
    return quiz


def _write_quiz(quiz: Mapping[str, Any] | None) -> dict[str, Any]:
    if not quiz:
        return {}
    return {"question": TEXTS.write(quiz["question"]), "passes": quiz["passes"]}


def read_budget(node: Node) -> BudgetRules:
    fields = node.fields(expected_of("budget rules"))
    budget = BudgetRules(
        categories=require(
            fields, "categories", lambda n: each(n.items(msg("a list")), _read_category), ()
        ),
        sources=require(fields, "sources", several(one_of(SOURCES)).read, SOURCES),
        caps=fields.take("caps", lambda n: each(n.items(msg("a list")), _read_cap), ()) or (),
        audit_above_cents=fields.take("audit_above_usd", DOLLARS.read, None),
        audit_category=fields.take("audit_category", CODE.read, "audit") or "audit",
        not_paid=fields.take("not_paid", TEXTS.read, None),
    )
    fields.no_more()
    return budget


def write_budget(budget: BudgetRules) -> dict[str, Any]:
    above = None if budget.audit_above_cents is None else budget.audit_above_cents // 100
    return {
        "categories": [{"code": c.code, "label": TEXTS.write(c.label)} for c in budget.categories],
        "sources": Flow(budget.sources),
        **without_empty(
            {
                "caps": [_write_cap(cap) for cap in budget.caps],
                "audit_above_usd": above,
                "audit_category": budget.audit_category,
                "not_paid": TEXTS.write(budget.not_paid or {}),
            }
        ),
    }


def _read_category(node: Node) -> Category:
    fields = node.fields(msg("a code and a label"))
    category = Category(
        code=require(fields, "code", CODE.read, ""),
        label=require(fields, "label", TEXTS.read, NO_TEXTS),
    )
    fields.no_more()
    return category


def _read_cap(node: Node) -> Cap:
    fields = node.fields(expected_of("cap"))
    cap = Cap(
        code=require(fields, "code", CODE.read, ""),
        label=require(fields, "label", TEXTS.read, NO_TEXTS),
        categories=require(fields, "categories", _CODES.read, ()),
        max_bp=require(fields, "max_percent", PERCENT.read, 1),
        of=require(fields, "of", _BASE.read, CapBase.GRANT),
        severity=require(fields, "severity", _SEVERITY.read, Severity.WARNING),
    )
    fields.no_more()
    return cap


def _write_cap(cap: Cap) -> dict[str, Any]:
    return {
        "code": cap.code,
        "label": TEXTS.write(cap.label),
        "categories": Flow(cap.categories),
        "max_percent": PERCENT.write(cap.max_bp),
        "of": cap.of.value,
        "severity": cap.severity.value,
    }
