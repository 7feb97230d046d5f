"""An answer as a file can hold it: cleaned, in one order, without what is looked up afterwards.

Stored answers and those read are compared in this form, so that a file nobody touched differs in
nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.queries import QuestionView
from grants.calls.rules import SOURCES
from grants.core.text import clean, clean_line
from grants.proposals.rules.answers import is_empty
from grants.proposals.rules.budget import CostLine

PARTS: dict[K, tuple[str, ...]] = {
    K.CITY: ("name", "country"),
    K.ORGANISATION: ("name", "kind", "country", "registration", "representative", "email"),
    K.ORGANISATIONS: ("name", "kind", "country", "registration", "representative", "email"),
    K.PEOPLE: ("name", "role", "email"),
}
COST_TEXTS = {"component": 300, "category": 60, "description": 300, "note": 300}  # characters


def parts_of(question: QuestionView) -> tuple[str, ...]:
    """The names of the parts that each row of an answer has."""
    if question.kind is K.TABLE:
        return tuple(column["code"] for column in question.config["columns"])
    return PARTS[question.kind]


def cleaned(question: QuestionView, value: Any) -> Any:
    """An answer as it comes back from a file that nobody changed; JSON throughout."""
    return _CLEANED[question.kind](question, value)


def _text(_question: QuestionView, value: Any) -> str:
    return clean(value).strip("\n") if isinstance(value, str) else ""


def _line(_question: QuestionView, value: Any) -> str:
    return clean_line(value) if isinstance(value, str) else ""


def _choice(question: QuestionView, value: Any) -> str:
    offered = [str(option["value"]) for option in question.options]
    return value if value in offered else ""


def _choices(question: QuestionView, value: Any) -> list[str]:
    chosen = value if isinstance(value, list) else []
    return [v for option in question.options if (v := str(option["value"])) in chosen]


def _yes_no(_question: QuestionView, value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole(_question: QuestionView, value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _part(question: QuestionView, value: Any) -> dict[str, Any]:
    given = value if isinstance(value, Mapping) else {}
    row = {name: _cell(given.get(name)) for name in parts_of(question)}
    return {} if is_empty(row) else row


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return clean_line(value)
    return "" if value is None else value


def _rows(question: QuestionView, value: Any) -> list[dict[str, Any]]:
    rows = value if isinstance(value, list) else []
    return [row for row in (_part(question, one) for one in rows) if row]


def _budget(_question: QuestionView, value: Any) -> list[dict[str, Any]]:
    lines = value if isinstance(value, Sequence) else []
    return [line.stored() for line in map(cost_line, lines) if not line.is_empty]


def cost_line(given: Any) -> CostLine:
    """A cost line from a stored one or from its JSON, its texts cleaned and cut to their place."""
    known = given.stored() if isinstance(given, CostLine) else given
    line: dict[str, Any] = {
        name: clean_line(known.get(name) or "")[:most] for name, most in COST_TEXTS.items()
    }
    line |= {f"{source}_cents": known.get(f"{source}_cents") or 0 for source in SOURCES}
    return CostLine(**line)


_CLEANED: dict[K, Callable[[QuestionView, Any], Any]] = {
    K.SHORT_TEXT: _line,
    K.LONG_TEXT: _text,
    K.SINGLE_CHOICE: _choice,
    K.MULTIPLE_CHOICE: _choices,
    K.YES_NO: _yes_no,
    K.NUMBER: _whole,
    K.MONEY: _whole,
    K.DATE: _line,
    K.COUNTRY: _line,
    K.CITY: _part,
    K.ORGANISATION: _part,
    K.ORGANISATIONS: _rows,
    K.PEOPLE: _rows,
    K.TABLE: _rows,
    K.BUDGET: _budget,
}
