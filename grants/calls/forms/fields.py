"""Fields that the forms of a call share: codes, counts, shares, days, several of a list."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import DateField, Field, IntegerField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from grants.calls.exchange.kinds import is_code
from grants.core.forms import LineField
from grants.core.i18n import gettext as _, lazy_gettext as _l
from grants.core.text import clean_line

MOST_DIGITS = 10
NOT_A_CODE = _l(
    "Write a short code: letters and digits, with “-”, “_” or “.” between them, 60 at most"
)


def mark(field: Field, words: Any) -> bool:
    """Put an error at a field; False, as what the caller found."""
    field.errors = [*field.errors, str(words)]
    return False


def _check_code(_form: Any, field: Field) -> None:
    if not is_code(field.data or ""):
        raise ValidationError(str(NOT_A_CODE))


def code_field(label: Any, hint: Any) -> LineField:
    """A short code, as files, addresses and records carry it."""
    return LineField(label, [_check_code], description=hint)


def boxes(label: Any, validators: Iterable[Any] = (), **given: Any) -> SelectMultipleField:
    """Several of a list, as checkboxes."""
    return SelectMultipleField(
        label,
        list(validators),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        **given,
    )


def in_order(before: Sequence[str], chosen: Iterable[str]) -> tuple[str, ...]:
    """What was chosen: what stood there before in its order, then the rest in that of the page."""
    wanted = list(dict.fromkeys(chosen))
    kept = [word for word in before if word in wanted]
    return (*kept, *(word for word in wanted if word not in kept))


def between(least: int, most: int) -> NumberRange:
    """Validator: a whole number within two bounds."""
    return NumberRange(least, most, message=_l("Write a whole number from %(min)s to %(max)s"))


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


class CountField(WholeField):
    """A whole number that must be there, between two bounds."""

    def __init__(self, label: Any, least: int, most: int, **given: Any):
        super().__init__(label, [between(least, most)], **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None  # the bounds say what is wanted


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


def whole_dollars(_form: Any, field: Field) -> None:
    """Validator: the settings of a call are amounts without cents, as its file writes them."""
    if field.data is not None and field.data % 100:
        raise ValidationError(_("Write an amount without cents"))
