"""Rows that a lead adds and takes away in a form; they may stand in one another."""

from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import Field, FieldList, Form as PlainForm, FormField

from grants.calls.exchange.kinds import is_code
from grants.calls.forms.fields import NOT_A_CODE, mark
from grants.calls.forms.texts import lacks_english, texts_fields
from grants.core.forms import LineField
from grants.core.i18n import gettext as _

MOST_ROWS = 100
_NEVER_EMPTY = ("HiddenField", "SelectField")


def rows_of(name: str, fields: dict[str, Any]) -> Field:
    """Rows of these fields."""
    return FieldList(FormField(type(name, (PlainForm,), fields)))


def coded_texts(name: str, languages: Sequence[str], code: str = "code") -> dict[str, Any]:
    """The fields of a row that is named: its code, and its text in each language."""
    return {code: LineField(_("Code")), **texts_fields(name, {}, languages, hint=False)}


def filled(rows: FieldList) -> list[PlainForm]:
    """The rows in which something was typed or chosen, in their order."""
    return [entry.form for entry in rows.entries if any(_typed(entry.form))]


def _typed(row: PlainForm) -> Iterator[Any]:
    for field in row:
        if isinstance(field, FieldList):
            yield filled(field)
        elif field.type not in _NEVER_EMPTY:
            yield field.data.strip() if isinstance(field.data, str) else field.data


def are_whole(rows: FieldList, text: str, code: str = "code") -> bool:
    """Has each row a code of its own and its text in English? What is wrong is marked."""
    seen: set[str] = set()
    sound = True
    for row in filled(rows):
        typed = row[code].data or ""
        if not is_code(typed):
            sound = mark(row[code], NOT_A_CODE)
        elif typed in seen:
            sound = mark(row[code], _("Another row has this code; choose another"))
        seen.add(typed)
        sound = not lacks_english(row, text, needed=True) and sound
    collect(rows)
    return sound


def collect(rows: FieldList) -> None:
    """Rows marked after they were validated count as errors of the list."""
    found = [entry.form.errors for entry in rows.entries]
    rows.errors = found if any(found) else []


def change_rows(form: PlainForm, op: str) -> None:
    """Carry out a button “Add …” or “Remove” of templates/macros/fields.html: repeat_rows."""
    for rows in _lists(form):
        place = op.removeprefix(f"remove-{rows.id}-")
        if op == f"add-{rows.id}" and len(rows.entries) < MOST_ROWS:
            rows.append_entry()
        elif place != op and place.isdigit() and int(place) < len(rows.entries):
            rows.entries.pop(int(place))


def _lists(form: PlainForm) -> list[FieldList]:
    """The rows of a form, and those within them."""
    lists = [field for field in form if isinstance(field, FieldList)]
    return [
        *(inner for rows in lists for entry in rows.entries for inner in _lists(entry.form)),
        *lists,
    ]
