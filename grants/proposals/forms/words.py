"""An answer in words, for comparing two versions of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.queries import QuestionView
from grants.core.i18n import chosen_text, country, day, gettext, money
from grants.proposals.rules.answers import is_empty


def in_words(question: QuestionView, value: Any) -> str:
    """What a person reads of a stored answer; "" when there is none."""
    if is_empty(value):
        return ""
    return _WORDS[question.kind](question, value)


def _plain(_question: QuestionView, value: Any) -> str:
    return str(value)


def _options(question: QuestionView, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(
        chosen_text(option["label"]) for option in question.options if option["value"] in chosen
    )


def _parts(_question: QuestionView, row: dict[str, Any]) -> str:
    shown = [
        country(part) if name == "country" else str(part)
        for name, part in row.items()
        if part and name not in ("city_id", "kind")
    ]
    return ", ".join(shown)


def _columns(question: QuestionView, row: dict[str, Any]) -> str:
    shown = []
    for column in question.config["columns"]:
        value = row.get(column["code"])
        if value not in (None, ""):
            shown.append(money(value) if column.get("kind") == "money" else str(value))
    return ", ".join(shown)


def _line(_question: QuestionView, line: Any) -> str:
    return f"{line.description or line.component}: {money(line.total_cents)}"


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
