"""The rows of a budget."""

from typing import Any

from wtforms import Field, FieldList, Form as PlainForm

from grants.calls.rules import SOURCE_SHORT_LABELS, SOURCES, BudgetRules
from grants.core.forms import LineField, MoneyField
from grants.core.i18n import chosen_text, gettext
from grants.proposals.forms.fields import LongChoiceField, Options
from grants.proposals.rules.budget import CostLine

TEXTS = ("component", "category", "description", "note")


def line_form(rules: BudgetRules) -> type[PlainForm]:
    """The form of one cost line: its words, and an amount for each source the call offers."""
    categories = Options(
        [
            ("", gettext("Choose")),
            *((category.code, chosen_text(category.label)) for category in rules.categories),
        ]
    )
    fields: dict[str, Any] = {
        "component": LineField(gettext("Component or activity")),
        "category": LongChoiceField(gettext("Category"), options=categories),
        "description": LineField(gettext("What it pays for")),
        "note": LineField(gettext("Note")),
    }
    if not rules.categories:
        fields["category"] = LineField(gettext("Category"))
    for source in rules.sources:
        fields[source] = MoneyField(gettext(SOURCE_SHORT_LABELS[source]))
    return type("CostLineForm", (PlainForm,), fields)


def read_lines(field: FieldList) -> list[CostLine]:
    """The cost lines typed; rows with nothing in them are left out."""
    lines = [read_line(entry) for entry in field.entries]
    return [line for line in lines if not line.is_empty]


def read_line(entry: Field) -> CostLine:
    typed = entry.form

    def text(name: str, most: int = 300) -> str:
        return (typed[name].data or "")[:most]

    cents: dict[str, int] = {
        f"{source}_cents": typed[source].data or 0 for source in SOURCES if source in typed._fields
    }
    return CostLine(
        component=text("component"),
        category=text("category", 60),
        description=text("description"),
        note=text("note"),
        **cents,
    )


def show_lines(lines: Any) -> list[dict[str, Any]]:
    """Stored cost lines as data of their rows; no amount rather than 0."""
    return [
        {
            **{name: getattr(line, name) for name in TEXTS},
            **{source: line.cents(source) or None for source in SOURCES},
        }
        for line in lines or ()
    ]
