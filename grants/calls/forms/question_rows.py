"""Rows that a lead adds and takes away in a form, and the fields that stand in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import DateField, Field, FieldList, Form as PlainForm, FormField, IntegerField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import TextInput

from grants.calls.exchange.kinds import CODE_FORM
from grants.calls.forms.texts import LONGEST_LINE
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.core.forms import LineField
from grants.core.i18n import gettext as _, lazy_gettext as _l
from grants.core.text import clean_line

MOST_DIGITS = 10
NOT_A_CODE = _l("Write letters and digits, with “-” or “_” between them, at most 60")


class WholeField(IntegerField):
    """A whole number; it may be below nothing."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        typed = clean_line(valuelist[0]) if valuelist else ""
        digits = typed.removeprefix("-")
        if not typed:
            return
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            raise ValueError(_("Write a whole number, in digits only"))
        self.data = int(typed)


class LimitDayField(DateField):
    """A day, kept as its ISO text; an empty one is none."""

    def process_data(self, value: Any) -> None:
        super().process_data(date.fromisoformat(str(value)) if value else None)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if any(part.strip() for part in valuelist):
            try:
                super().process_formdata(valuelist)
            except ValueError as error:
                raise ValueError(_("Write a day of the calendar, like 2027-01-15")) from error


class IsCode:
    """Validator: a short code, as files and addresses carry it."""

    def __call__(self, _form: Any, field: Field) -> None:
        if not CODE_FORM.match(field.data or ""):
            raise ValidationError(str(NOT_A_CODE))


def labels(languages: Sequence[str]) -> dict[str, Field]:
    """`label_en`, `label_fr`, …: the words of a row in each language."""
    longest = Length(max=LONGEST_LINE, message=_l("Shorten this to %(max)d characters or fewer"))
    return {
        f"label_{code}": LineField(
            _("Words in %(language)s", language=_(LANGUAGE_WORDS[code])), [longest]
        )
        for code in languages
    }


def label_data(texts: Mapping[str, str]) -> dict[str, str]:
    """The words of a row for its fields."""
    return {f"label_{code}": text for code, text in texts.items()}


def row_of(form: type[PlainForm]) -> Field:
    return FieldList(FormField(form))


def kept_rows(rows: FieldList) -> list[PlainForm]:
    """The rows in which something was typed, in their order."""
    return [entry.form for entry in rows.entries if not _is_blank(entry.form)]


def rows_are_whole(rows: FieldList, key: str) -> bool:
    """Every row has its code, none twice, and its words in English; else the field says it."""
    seen: set[str] = set()
    found = True
    for row in kept_rows(rows):
        code, words = row[key], row["label_en"]
        if not CODE_FORM.match(code.data or ""):
            found = _wrong(code, str(NOT_A_CODE))
        elif code.data in seen:
            found = _wrong(code, _("Another row has this code; choose another"))
        if not words.data:
            found = _wrong(words, _("Write it in English at least"))
        seen.add(code.data)
    if not found:
        rows.errors = [*rows.errors, {"rows": True}]
    return found


def change_rows(form: PlainForm, op: str) -> None:
    """What an “add” or “remove” button under rows asks: add-<rows> or remove-<rows>-<place>."""
    for rows in _lists(form):
        if op == f"add-{rows.id}":
            rows.append_entry()
            return
        place = op.removeprefix(f"remove-{rows.id}-")
        if place != op and place.isdigit() and int(place) < len(rows.entries):
            del rows.entries[int(place)]
            return


def _wrong(field: Field, words: str) -> bool:
    field.errors = [*field.errors, words]
    return False


def _lists(form: PlainForm) -> Iterable[FieldList]:
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                yield from _lists(entry.form)
            yield field


def _is_blank(form: PlainForm) -> bool:
    """Nothing typed; the kind of a column is always chosen."""
    return not any(
        kept_rows(field) if isinstance(field, FieldList) else field.data
        for field in form
        if field.short_name != "kind"
    )
