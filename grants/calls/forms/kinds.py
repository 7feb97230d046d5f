"""What each kind of question has of its own: its fields, and its settings read from them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, Form as PlainForm, SelectField
from wtforms.validators import NumberRange, Optional

from grants.calls.exchange.questions import COLUMN_KINDS, FILE_KINDS
from grants.calls.forms.fields import LimitDayField, WholeField, between, boxes
from grants.calls.forms.rows import coded_texts, filled, rows_of
from grants.calls.forms.texts import texts_data, texts_in
from grants.calls.models import QuestionKind as K
from grants.calls.rules.document import QuestionText
from grants.calls.rules.kinds import (
    FROM_CALL,
    GREATEST,
    LIMITED,
    WITH_OPTIONS,
    WITH_ROWS,
    WITH_WORDS,
)
from grants.calls.rules.labels import COLUMN_WORDS, FROM_CALL_WORDS
from grants.core.forms import MoneyField, Required, choices
from grants.core.i18n import gettext as _, lazy_gettext as _l
from grants.files.rules import ACCEPTED, Kind

MOST_WORDS, MOST_ROWS = 20_000, 500


def own_fields(kind: K, languages: Sequence[str]) -> dict[str, Any]:
    """The fields that only some kinds have, by name."""
    fields: dict[str, Any] = {}
    if kind in WITH_WORDS:
        needed = [Required(_l("Set a limit of words"))] if kind is K.LONG_TEXT else [Optional()]
        fields["max_words"] = WholeField(_("Most words"), [*needed, between(1, MOST_WORDS)])
    if kind in WITH_ROWS:
        fields["max_rows"] = WholeField(_("Most rows"), [Optional(), between(1, MOST_ROWS)])
    if kind in FROM_CALL:
        fields["from_call"] = BooleanField(_(FROM_CALL_WORDS[FROM_CALL[kind]]))
    if kind in LIMITED:
        fields |= _limits(kind)
    if kind is K.MULTIPLE_CHOICE:
        fields["high"] = WholeField(_("Most answers one may choose"), [Optional(), between(1, 99)])
    if kind in WITH_OPTIONS:
        fields["options"] = _option_rows(languages)
    if kind is K.TABLE:
        fields["columns"] = _column_rows(languages)
    if kind is K.FILE:
        fields["accept"] = boxes(
            _("Kinds of files it takes"),
            choices=choices((name, _(ACCEPTED[Kind(name)].label)) for name in FILE_KINDS),
            description=_("None chosen: all of them."),
        )
    return fields


def own_data(question: QuestionText) -> dict[str, Any]:
    """The settings of a question for the fields of its kind."""
    return {
        "max_words": question.max_words,
        "max_rows": question.max_rows,
        "low": question.limits.get("min"),
        "high": question.limits.get("max"),
        "from_call": bool(question.config.get("from_call")),
        "accept": list(question.config.get("accept", ())),
        "options": [_option_data(option) for option in question.options] or [{}, {}],
        "columns": [
            {
                "code": column["code"],
                "kind": column["kind"],
                "max_words": column.get("max_words"),
                "options": [_option_data(option) for option in column.get("options", ())],
                **texts_data("label", column["label"]),
            }
            for column in question.config.get("columns", ())
        ]
        or [{}, {}],
    }


def own_values(form: PlainForm, before: QuestionText, languages: Sequence[str]) -> dict[str, Any]:
    """What the fields say; whatever has no field stays as it was."""
    found: dict[str, Any] = {
        name: form[name].data for name in ("max_words", "max_rows") if name in form
    }
    config, limits = dict(before.config), dict(before.limits)
    for name, end in (("low", "min"), ("high", "max")):
        if name in form:
            limits[end] = _plain(form[name].data)
    if "from_call" in form:
        code = FROM_CALL[before.kind] if form["from_call"].data else None
        config["from_call"] = code
        if code == "max_months":
            limits["max"] = None
    if "accept" in form:
        config["accept"] = [name for name in FILE_KINDS if name in form["accept"].data]
    if "columns" in form:
        config["columns"] = _columns(form, before, languages)
    if "options" in form:
        taken = config.get("from_call") == "focus_areas"
        options = () if taken else _options(form["options"], before.options, languages)
        found["options"] = tuple(options)
    return {
        **found,
        "limits": {name: value for name, value in limits.items() if value is not None},
        "config": {name: value for name, value in config.items() if value},
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _limits(kind: K) -> dict[str, Any]:
    words = {
        K.NUMBER: (_("Least"), _("Greatest")),
        K.MONEY: (_("Least amount"), _("Greatest amount")),
        K.DATE: (_("First day"), _("Last day")),
    }[kind]
    field = {K.NUMBER: WholeField, K.MONEY: MoneyField, K.DATE: LimitDayField}[kind]
    checks = [Optional()]
    if kind is K.NUMBER:
        checks.append(between(-GREATEST, GREATEST))
    if kind is K.MONEY:
        too_much = _l("Write an amount up to ten million dollars")
        checks.append(NumberRange(0, GREATEST, message=too_much))
    return {name: field(label, checks) for name, label in zip(("low", "high"), words, strict=True)}


def _option_rows(languages: Sequence[str]) -> Field:
    return rows_of("OptionRow", coded_texts("label", languages, "value"))


def _column_rows(languages: Sequence[str]) -> Field:
    kinds = choices((code, _(COLUMN_WORDS[code])) for code in COLUMN_KINDS)
    fields = {
        **coded_texts("label", languages),
        "kind": SelectField(_("What is written in it"), choices=kinds),
        "max_words": WholeField(_("Most words (of a text)"), [Optional(), between(1, MOST_WORDS)]),
        "options": _option_rows(languages),
    }
    return rows_of("ColumnRow", fields)


def _option_data(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": option["value"], **texts_data("label", option["label"])}


def _options(
    rows: Any, before: Sequence[Mapping[str, Any]], languages: Sequence[str]
) -> list[dict[str, Any]]:
    known = {option["value"]: option["label"] for option in before}
    return [
        {
            "value": row["value"].data,
            "label": texts_in(row, "label", known.get(row["value"].data, {}), languages),
        }
        for row in filled(rows)
    ]


def _columns(
    form: PlainForm, before: QuestionText, languages: Sequence[str]
) -> list[dict[str, Any]]:
    known = {column["code"]: column for column in before.config.get("columns", ())}
    found = []
    for row in filled(form["columns"]):
        old = known.get(row["code"].data, {})
        column = {
            "code": row["code"].data,
            "label": texts_in(row, "label", old.get("label", {}), languages),
            "kind": row["kind"].data,
            "options": _options(row["options"], old.get("options", ()), languages),
            "max_words": row["max_words"].data,
        }
        found.append({name: value for name, value in column.items() if value})
    return found
