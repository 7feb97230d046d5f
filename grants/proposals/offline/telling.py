"""An answer in full as words, so that two of them can be compared word by word."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.queries import QuestionView
from grants.calls.rules import BudgetRules
from grants.core import i18n
from grants.core.i18n import chosen_text, gettext as _
from grants.proposals.offline.wording import columns_of, in_cell
from grants.proposals.rules.answers import is_empty


def in_full(question: QuestionView, value: Any, budget: BudgetRules) -> str:
    """Every part of a cleaned answer; "" when there is none. Rows are numbered lines."""
    if is_empty(value):
        return ""
    if isinstance(value, dict):
        return _parts(question, value, budget, "\n")
    if question.kind is K.MULTIPLE_CHOICE:
        return ", ".join(_option(question, one) for one in value)
    if isinstance(value, list):
        rows = (_parts(question, row, budget, " · ") for row in value)
        return "\n".join(f"{n}. {row}" for n, row in enumerate(rows, 1))
    say = _SCALARS.get(question.kind, _plain)
    return say(question, value)


def _plain(_question: QuestionView, value: Any) -> str:
    return str(value)


def _parts(
    question: QuestionView, row: Mapping[str, Any], budget: BudgetRules, between: str
) -> str:
    told = []
    for column in columns_of(question, budget):
        value = row.get(column.name)
        if value is None or value == "" or (question.kind is K.BUDGET and value == 0):
            continue
        told.append(f"{column.head}: {in_cell(column, value, question, budget)}")
    return between.join(told)


def _option(question: QuestionView, value: Any) -> str:
    for option in question.options:
        if str(option["value"]) == value:
            return chosen_text(option["label"])
    return str(value)


def _day(_question: QuestionView, value: str) -> str:
    try:
        return i18n.day(date.fromisoformat(value))
    except ValueError:
        return value


_SCALARS: Mapping[K, Callable[[QuestionView, Any], str]] = {
    K.SINGLE_CHOICE: _option,
    K.YES_NO: lambda _question, value: _("Yes") if value else _("No"),
    K.MONEY: lambda _question, value: i18n.money(value),
    K.DATE: _day,
    K.COUNTRY: lambda _question, value: i18n.country(value),
}
