"""One field for each kind of question: how it is made, read and shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field, FieldList, Form as PlainForm, FormField
from wtforms.widgets import EmailInput, TextArea

from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.models import QuestionKind as K, Requirement
from grants.calls.queries import QuestionView
from grants.calls.rules import BudgetRules
from grants.core.forms import LineField, MoneyField, TextField, choices
from grants.core.i18n import chosen_text, gettext
from grants.proposals.forms import budget
from grants.proposals.forms.fields import (
    YES_NO,
    ChoiceField,
    ChoicesField,
    Counted,
    DayField,
    LongChoiceField,
    NotForced,
    Options,
    WholeNumberField,
)
from grants.proposals.rules.answers import is_empty

MANY_OPTIONS = 8


@dataclass(frozen=True)
class Offer:
    """What a call offers to choose from: countries of cities, all countries, cost categories."""

    city_countries: Options
    countries: Options
    budget_rules: BudgetRules


@dataclass(frozen=True)
class FieldKind:
    """`make` gives the field, `read` the answer from it, `show` the field's data from an answer."""

    make: Callable[[QuestionView, Offer], Field]
    read: Callable[[Field], Any] = lambda field: field.data
    show: Callable[[Any], Any] = lambda value: value
    is_list: bool = False


def _simple(field: type[Field], **more: Any) -> Callable[[QuestionView, Offer], Field]:
    return lambda question, offer: field(**_told(question), **more)


def _told(question: QuestionView) -> dict[str, Any]:
    """Label and hint in the reader's language."""
    told: dict[str, Any] = {
        "label": chosen_text(question.label),
        "description": chosen_text(question.help),
    }
    if question.required is Requirement.NEVER:
        told["validators"] = [NotForced()]
    return told


def _choice(question: QuestionView, offer: Offer) -> Field:
    pairs = [(str(o["value"]), chosen_text(o["label"])) for o in question.options]
    if len(pairs) > MANY_OPTIONS:
        return LongChoiceField(
            options=Options([("", gettext("Choose")), *pairs]), **_told(question)
        )
    return ChoiceField(choices=choices(pairs), **_told(question))


def _choices(question: QuestionView, offer: Offer) -> Field:
    pairs = [(str(o["value"]), chosen_text(o["label"])) for o in question.options]
    return ChoicesField(choices=choices(pairs), **_told(question))


def _part(form: type[PlainForm], question: QuestionView) -> Field:
    told = _told(question)
    return FormField(form, told["label"], description=told["description"], separator="-")


def _rows(form: type[PlainForm], question: QuestionView) -> Field:
    told = _told(question)
    return FieldList(FormField(form), told["label"], description=told["description"])


def _city(question: QuestionView, offer: Offer) -> Field:
    fields = {
        "name": LineField(gettext("City")),
        "country": LongChoiceField(gettext("Country"), options=offer.city_countries),
    }
    return _part(type("CityForm", (PlainForm,), fields), question)


def _organisation_form(offer: Offer) -> type[PlainForm]:
    kinds = Options(
        [("", gettext("Choose")), *((k.value, gettext(v)) for k, v in KIND_NAMES.items())]
    )
    fields = {
        "name": LineField(gettext("Name of the organisation")),
        "kind": LongChoiceField(gettext("Kind of organisation"), options=kinds),
        "country": LongChoiceField(gettext("Country"), options=offer.countries),
        "registration": LineField(gettext("Registration number"), [NotForced()]),
        "representative": LineField(gettext("Representative"), [NotForced()]),
        "email": LineField(gettext("E-mail address"), [NotForced()], widget=EmailInput()),
    }
    return type("OrganisationForm", (PlainForm,), fields)


def _organisation(question: QuestionView, offer: Offer) -> Field:
    return _part(_organisation_form(offer), question)


def _organisations(question: QuestionView, offer: Offer) -> Field:
    return _rows(_organisation_form(offer), question)


def _people(question: QuestionView, offer: Offer) -> Field:
    fields = {
        "name": LineField(gettext("Name")),
        "role": LineField(gettext("Role"), [NotForced()]),
        "email": LineField(gettext("E-mail address"), [NotForced()], widget=EmailInput()),
    }
    return _rows(type("PersonForm", (PlainForm,), fields), question)


LONG_CELL = 15  # words; a cell that may hold more is written on several lines, and kept as one
COLUMN = "c_"  # before the names of a table's columns, which the call chooses freely


def _table(question: QuestionView, offer: Offer) -> Field:
    fields = {f"{COLUMN}{column['code']}": _column(column) for column in question.config["columns"]}
    return _rows(type("TableRowForm", (PlainForm,), fields), question)


def _column(column: Mapping[str, Any]) -> Field:
    label = chosen_text(column["label"])
    match column.get("kind", "text"):
        case "number":
            return WholeNumberField(label)
        case "money":
            return MoneyField(label)
        case "date":
            return DayField(label)
        case "choice":
            pairs = [(o["value"], chosen_text(o["label"])) for o in column.get("options", ())]
            return LongChoiceField(label, options=Options([("", gettext("Choose")), *pairs]))
    words = column.get("max_words")
    if words is None:
        return LineField(label)
    widget = TextArea() if words > LONG_CELL else None
    return LineField(label, [Counted(words)], widget=widget)


def _budget(question: QuestionView, offer: Offer) -> Field:
    return _rows(budget.line_form(offer.budget_rules), question)


# -- answers from fields, and back -------------------------------------------------------------


def _read_text(field: Field) -> str:
    return field.data or ""


def _read_yes_no(field: Field) -> bool | None:
    return {"yes": True, "no": False}.get(field.data)


def _show_yes_no(value: Any) -> str | None:
    return {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None


def _read_part(field: Field) -> dict[str, Any]:
    typed = {
        name: "" if part.data is None else part.data for name, part in field.form._fields.items()
    }
    return typed if not is_empty(typed) else {}


def _read_rows(field: Field) -> list[dict[str, Any]]:
    rows = [_read_part(entry) for entry in field.entries]
    return [{name.removeprefix(COLUMN): v for name, v in row.items()} for row in rows if row]


def _show_part(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _show_rows(value: Any) -> list[dict[str, Any]]:
    return [_show_part(row) for row in value] if isinstance(value, list) else []


def _show_table(value: Any) -> list[dict[str, Any]]:
    return [
        {f"{COLUMN}{code}": None if v == "" else v for code, v in row.items()}
        for row in _show_rows(value)
    ]


def _show_number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


FIELDS: dict[K, FieldKind] = {
    K.SHORT_TEXT: FieldKind(_simple(LineField), _read_text),
    K.LONG_TEXT: FieldKind(_simple(TextField), _read_text),
    K.SINGLE_CHOICE: FieldKind(_choice, _read_text, lambda value: value or None),
    K.MULTIPLE_CHOICE: FieldKind(_choices, show=lambda value: value or []),
    K.YES_NO: FieldKind(_simple(ChoiceField, choices=choices(YES_NO)), _read_yes_no, _show_yes_no),
    K.NUMBER: FieldKind(_simple(WholeNumberField), show=_show_number),
    K.MONEY: FieldKind(_simple(MoneyField), show=_show_number),
    K.DATE: FieldKind(_simple(DayField), _read_text, lambda value: value or None),
    K.COUNTRY: FieldKind(
        lambda question, offer: LongChoiceField(options=offer.city_countries, **_told(question)),
        _read_text,
    ),
    K.CITY: FieldKind(_city, _read_part, _show_part),
    K.ORGANISATION: FieldKind(_organisation, _read_part, _show_part),
    K.ORGANISATIONS: FieldKind(_organisations, _read_rows, _show_rows, is_list=True),
    K.PEOPLE: FieldKind(_people, _read_rows, _show_rows, is_list=True),
    K.TABLE: FieldKind(_table, _read_rows, _show_table, is_list=True),
    K.BUDGET: FieldKind(_budget, budget.read_lines, budget.show_lines, is_list=True),
}
# Answered on pages of their own: a file is uploaded, a sponsor answers by a personal link.
ELSEWHERE = frozenset({K.FILE, K.ENDORSEMENTS})


def is_blank_row(entry: Field) -> bool:
    """A row of a list in which nothing was typed; it is not kept."""
    if "description" in entry.form._fields:
        return budget.read_line(entry).is_empty
    return not _read_part(entry)
