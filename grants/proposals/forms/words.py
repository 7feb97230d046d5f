"""An answer in words, for comparing two versions of it."""

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
    match question.kind:
        case K.SINGLE_CHOICE | K.MULTIPLE_CHOICE:
            return _options(question, value)
        case K.YES_NO:
            return gettext("Yes") if value else gettext("No")
        case K.MONEY:
            return money(value)
        case K.DATE:
            return day(date.fromisoformat(value))
        case K.COUNTRY:
            return country(value)
        case K.CITY | K.ORGANISATION:
            return _parts(value)
        case K.ORGANISATIONS | K.PEOPLE | K.TABLE:
            return "\n".join(f"{n}. {_parts(row)}" for n, row in enumerate(value, 1))
        case K.BUDGET:
            return "\n".join(
                f"{n}. {line.description or line.component}: {money(line.total_cents)}"
                for n, line in enumerate(value, 1)
            )
    return str(value)


def _options(question: QuestionView, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(
        chosen_text(option["label"]) for option in question.options if option["value"] in chosen
    )


def _parts(row: dict[str, Any]) -> str:
    shown = [
        country(part) if name == "country" else str(part)
        for name, part in row.items()
        if part and name not in ("city_id", "kind")
    ]
    return ", ".join(shown)
