"""Answers that stand for a city's, so that a call can be tried without writing a whole proposal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.rules import CASH, BudgetRules, least_cash_cents
from grants.calls.rules.questions import Asked
from grants.core.text import word_count
from grants.proposals.rules.budget import CostLine, Terms

USUAL_WORDS = 120  # of a text without a limit
FULL = 0.8  # of a limit in words
SOME_CENTS = 50_000_00
AUDIT_PART = 50  # the audit costs one part in so many of the grant


@dataclass(frozen=True)
class Sample:
    """What examples are made of: words in the reader's language, and a place the call is for."""

    line: str
    sentence: str
    city: str
    country: str
    kind: str  # of an organisation
    today: date


def example_of(question: Asked, sample: Sample) -> Any:
    """An answer within the question's limits; None for what is kept elsewhere."""
    make = _EXAMPLES.get(question.kind)
    return make(question, sample) if make else None


def example_budget(rules: BudgetRules, terms: Terms, line: str) -> list[CostLine]:
    """A grant in the middle of what the call gives, with the least cash of others beside it."""
    grant = max(terms.min_cents, (terms.min_cents + terms.max_cents) // 200 * 100)
    share = terms.max_share_bp
    cash = least_cash_cents(grant, share) if share is not None else 0
    capped = {code for cap in rules.caps for code in cap.categories}
    codes = [
        category.code for category in rules.categories if category.code != rules.audit_category
    ]
    free = [code for code in codes if code not in capped] or codes
    if not free:
        return []
    has_audit = any(category.code == rules.audit_category for category in rules.categories)
    audit = grant // AUDIT_PART if has_audit and rules.audit_above_cents is not None else 0
    payer = next((source for source in CASH if source != "grant" and source in rules.sources), "")
    others: dict[str, Any] = {f"{payer}_cents": cash} if payer else {}
    lines = [CostLine(line, free[0], line, grant_cents=grant - audit, **others)]
    if audit:
        lines.append(CostLine(line, rules.audit_category, line, grant_cents=audit))
    return lines


def _line(question: Asked, sample: Sample) -> str:
    return " ".join(sample.line.split()[: question.max_words])


def _text(question: Asked, sample: Sample) -> str:
    most = question.max_words
    wanted = USUAL_WORDS if most is None else max(1, int(most * FULL))
    times = wanted // max(1, word_count(sample.sentence)) + 1
    return " ".join(" ".join([sample.sentence] * times).split()[:wanted])


def _choices(question: Asked, sample: Sample) -> list[str]:
    values = [option["value"] for option in question.options]
    return values[: question.limits.get("max", 2)]


def _choice(question: Asked, sample: Sample) -> str | None:
    return next((option["value"] for option in question.options), None)


def _number(question: Asked, sample: Sample) -> int:
    return _between(question.limits, 12)


def _money(question: Asked, sample: Sample) -> int:
    return _between(question.limits, SOME_CENTS)


def _between(limits: Mapping[str, Any], usual: int) -> int:
    least, most = limits.get("min"), limits.get("max")
    if least is not None and most is not None:
        return int(least + most) // 2
    return int(max(usual, least or usual) if most is None else min(usual, most))


def _date(question: Asked, sample: Sample) -> str:
    given = question.limits.get("min") or question.limits.get("max")
    return str(given or sample.today + timedelta(days=180))


def _organisation(question: Asked, sample: Sample) -> dict[str, str]:
    return {"name": sample.line, "kind": sample.kind, "country": sample.country}


def _table(question: Asked, sample: Sample) -> list[dict[str, Any]]:
    return [
        {column["code"]: _cell(column, sample) for column in question.config.get("columns", ())}
    ]


def _cell(column: Mapping[str, Any], sample: Sample) -> Any:
    match column.get("kind"):
        case "number":
            return 12
        case "money":
            return SOME_CENTS
        case "date":
            return sample.today.isoformat()
        case "choice":
            return next((option["value"] for option in column.get("options", ())), "")
    return " ".join(sample.line.split()[: column.get("max_words")])


_EXAMPLES: dict[K, Callable[[Asked, Sample], Any]] = {
    K.SHORT_TEXT: _line,
    K.LONG_TEXT: _text,
    K.SINGLE_CHOICE: _choice,
    K.MULTIPLE_CHOICE: _choices,
    K.YES_NO: lambda question, sample: True,
    K.NUMBER: _number,
    K.MONEY: _money,
    K.DATE: _date,
    K.COUNTRY: lambda question, sample: sample.country,
    K.CITY: lambda question, sample: {"name": sample.city, "country": sample.country},
    K.ORGANISATION: _organisation,
    K.ORGANISATIONS: lambda question, sample: [_organisation(question, sample)],
    K.PEOPLE: lambda question, sample: [{"name": sample.line}],
    K.TABLE: _table,
}
