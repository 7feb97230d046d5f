"""What the forms of a call's parts share: rows that come and go, counts, shares, codes."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field, FieldList, Form as PlainForm, IntegerField, StringField
from wtforms.validators import NumberRange, ValidationError

from grants.calls.exchange.kinds import is_code
from grants.calls.rules.document import CallDocument
from grants.core.forms import VersionedForm
from grants.core.i18n import gettext as _, lazy_gettext as _l
from grants.core.text import clean_line

MOST_ROWS = 100
_NEVER_EMPTY = ("HiddenField", "SelectField")


class PartForm(VersionedForm):
    """One part of a call: shows what the call has, and says what it becomes."""

    def begin_with(self, document: CallDocument) -> None:
        """Show what the call has now, where the fields were not made with it."""

    def offer(self, document: CallDocument) -> None:
        """Bring the choices to what stands in the form; before it is checked and shown."""

    def values(self, document: CallDocument) -> dict[str, Any]:
        """The settings of the document as typed, for a form that is valid."""
        raise NotImplementedError

    def reasons(self) -> dict[str, str]:
        """Why what is typed is wanted all the same, by the code of the warning about it."""
        return {}

    def change_rows(self, op: str) -> None:
        """Carry out a button “Add …” or “Remove” of templates/macros/fields.html: repeat_rows."""
        for name, rows in self._fields.items():
            if not isinstance(rows, FieldList):
                continue
            index = op.removeprefix(f"remove-{name}-")
            if op == f"add-{name}" and len(rows.entries) < MOST_ROWS:
                rows.append_entry()
            elif index != op and index.isdigit() and int(index) < len(rows.entries):
                rows.entries.pop(int(index))


def filled(rows: FieldList) -> Iterator[PlainForm]:
    """The rows in which something was typed or chosen."""
    for entry in rows.entries:
        typed = (field.data for field in entry.form if field.type not in _NEVER_EMPTY)
        if any(data.strip() if isinstance(data, str) else data for data in typed):
            yield entry.form


def is_coded(rows: FieldList, text: str) -> bool:
    """Has each row a code of its own and the English of its text? What is wrong is marked."""
    seen: set[str] = set()
    sound = True
    for row in filled(rows):
        code = row["code"].data or ""
        if not is_code(code):
            sound = mark(row["code"], _("Write a short code of letters and digits, like training"))
        elif code in seen:
            sound = mark(row["code"], _("This code is used twice"))
        seen.add(code)
        if not (row[f"{text}_en"].data or "").strip():
            sound = mark(row[f"{text}_en"], _("Write it in English at least"))
    collect(rows)
    return sound


def mark(field: Field, words: str) -> bool:
    """Put an error at a field; False, as what the caller found."""
    field.errors = [*field.errors, words]
    return False


def collect(rows: FieldList) -> None:
    """Rows marked after they were validated count as errors of the list."""
    found = [entry.form.errors for entry in rows.entries]
    rows.errors = found if any(found) else []


def in_order(before: Sequence[str], chosen: Iterable[str]) -> tuple[str, ...]:
    """What was chosen: what stood there before in its order, then the rest in that of the page."""
    wanted = list(dict.fromkeys(chosen))
    kept = [word for word in before if word in wanted]
    return (*kept, *(word for word in wanted if word not in kept))


class CountField(IntegerField):
    """A whole number between two bounds."""

    def __init__(self, label: Any, least: int, most: int, **given: Any):
        words = _l("Write a whole number from %(min)s to %(max)s")
        super().__init__(label, [NumberRange(least, most, message=words)], **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None  # the bounds say what is wanted


class PercentField(StringField):
    """A share above 0 and up to 100 percent, as basis points in `.data`."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data / 100:g}" if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.raw_data = [typed]
        if not typed:
            return
        try:
            share = Decimal(typed.removesuffix("%").strip().replace(",", ".")) * 100
            whole = int(share)
        except (InvalidOperation, ValueError, OverflowError):
            whole, share = 0, Decimal(0)
        if whole != share or not 1 <= whole <= 10_000:
            raise ValueError(_("Write a percentage above 0 and up to 100, like 80 or 12.5"))
        self.data = whole


def whole_dollars(form: Any, field: Field) -> None:
    """Validator: the settings of a call are amounts without cents, as its file writes them."""
    if field.data is not None and field.data % 100:
        raise ValidationError(_("Write an amount without cents"))
