"""An answer in words, for comparing two versions of it: all that is stored, so that no change
is invisible."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.models import Call, QuestionKind as K
from grants.calls.queries import QuestionView
from grants.calls.rules import SOURCE_SHORT_LABELS, SOURCES, BudgetRules
from grants.core.i18n import chosen_text, country, day, gettext, money
from grants.proposals.rules.answers import is_empty


def in_words(question: QuestionView, value: Any) -> str:
    """What a person reads of a stored answer; "" when there is none."""
    if is_empty(value):
        return ""
    return _WORDS[question.kind](question, value)


def words_of(call: Call, question: QuestionView, value: Any) -> str:
    """The same with the cost categories of a call by their names."""
    if question.kind is K.BUDGET and value:
        rules = BudgetRules.parse(call.budget_rules)
        named = {category.code: chosen_text(category.label) for category in rules.categories}
        value = [replace(li, category=named.get(li.category, li.category)) for li in value]
    return in_words(question, value)


def _plain(_question: QuestionView, value: Any) -> str:
    return str(value)


def _options(question: QuestionView, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(
        chosen_text(option["label"]) for option in question.options if option["value"] in chosen
    )


def _parts(_question: QuestionView, row: dict[str, Any]) -> str:
    shown = [_part(name, part) for name, part in row.items() if part and name != "city_id"]
    return ", ".join(shown)


def _part(name: str, part: Any) -> str:
    if name == "country":
        return country(part)
    if name == "kind" and part in KIND_NAMES:
        return gettext(KIND_NAMES[part])
    return str(part)


def _columns(question: QuestionView, row: dict[str, Any]) -> str:
    shown = []
    for column in question.config["columns"]:
        value = row.get(column["code"])
        if value not in (None, ""):
            shown.append(f"{chosen_text(column['label'])}: {_cell(column, value)}")
    return "; ".join(shown)


def _cell(column: dict[str, Any], value: Any) -> str:
    match column.get("kind", "text"):
        case "money":
            return money(value)
        case "date":
            return day(date.fromisoformat(value))
        case "choice":
            offered = {o["value"]: o["label"] for o in column.get("options", ())}
            return chosen_text(offered[value]) if value in offered else str(value)
    return str(value)


def _line(_question: QuestionView, line: Any) -> str:
    words = [line.component, line.category, line.description, line.note]
    amounts = [
        f"{gettext(SOURCE_SHORT_LABELS[source])} {money(line.cents(source))}"
        for source in SOURCES
        if line.cents(source)
    ]
    return f"{', '.join(filter(None, words))}: {', '.join(amounts) or money(0)}"


def _elsewhere(_question: QuestionView, _value: Any) -> str:
    return ""


Say = Callable[[QuestionView, Any], str]


def _numbered(say: Say) -> Say:
    return lambda question, rows: "\n".join(
        f"{n}. {say(question, row)}" for n, row in enumerate(rows, 1)
    )


_WORDS: dict[K, Say] = {
    K.SHORT_TEXT: _plain,
    K.LONG_TEXT: _plain,
    K.SINGLE_CHOICE: _options,
    K.MULTIPLE_CHOICE: _options,
    K.YES_NO: lambda _question, value: gettext("Yes") if value else gettext("No"),
    K.NUMBER: _plain,
    K.MONEY: lambda _question, value: money(value),
    K.DATE: lambda _question, value: day(date.fromisoformat(value)),
    K.COUNTRY: lambda _question, value: country(value),
    K.CITY: _parts,
    K.ORGANISATION: _parts,
    K.ORGANISATIONS: _numbered(_parts),
    K.PEOPLE: _numbered(_parts),
    K.TABLE: _numbered(_columns),
    K.BUDGET: _numbered(_line),
    # Kept on pages of their own, where two people cannot overwrite each other.
    K.ENDORSEMENTS: _elsewhere,
    K.FILE: _elsewhere,
}
