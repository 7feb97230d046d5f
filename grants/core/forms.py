"""The base of every form, and the fields the whole house shares.

A form carries a CSRF token, an operation key (sent twice, done once) and, where a thing is edited,
the version it was read at.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form as PlainForm,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, TextInput

from grants.core import attributes, i18n, operations
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.core.i18n import lazy_gettext as _l
from grants.core.money import parse_cents
from grants.core.text import clean, clean_line, word_count

attributes.attach()


# Where WTForms' own words only say that something is not valid: what to write instead.
_PLAINER = {
    "Not a valid integer value.": _l("Write a whole number, in digits only"),
    "Not a valid date value.": _l("Write a day of the calendar, like 2027-01-15"),
    "Not a valid time value.": _l("Write a time of day, like 17:30"),
    "Not a valid choice.": _l("Choose one of the options offered"),
    "Field cannot be longer than %(max)d characters.": _l(
        "Shorten this to %(max)d characters or fewer"
    ),
}


class _Words:
    """WTForms' own few messages in one language, plainer where they have a plainer form."""

    def __init__(self, language: str):
        self.own = get_translations([language])

    def gettext(self, text: str) -> str:
        return str(_PLAINER.get(text) or self.own.gettext(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return str(_PLAINER.get(many) or self.own.ngettext(one, many, n))


@lru_cache(maxsize=8)
def _translations(language: str) -> _Words:
    return _Words(language)


class Form(FlaskForm):
    """A form that changes something."""

    operation = HiddenField(default=operations.new_key)

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            """Loaded once per language and not once per request."""
            return _translations(i18n.locale().language)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.operation.data:
            self.operation.data = operations.new_key()

    def renew_operation(self) -> None:
        """A form shown again after an error is a new operation; the old key was not used up."""
        self.operation.data = operations.new_key()

    def refuse(self, error: Refused) -> None:
        """Show a service's refusal: at its fields where it names them, else above the form.

        Nothing of the refused act may stay in the transaction that draws the page.
        """
        db.session.rollback()
        placed = False
        for name, message in error.fields.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, i18n.render(message)]
                placed = True
        if not placed:
            self.form_errors.append(i18n.render(error.message))
        self.renew_operation()


class VersionedForm(Form):
    """A form that edits a thing others may edit too."""

    version = IntegerField(widget=HiddenInput())


def labelled(form: Form, conflict: Conflict) -> Conflict:
    """Both texts of a conflict under the labels of the form's fields."""

    def with_labels(texts: dict[str, str]) -> dict[str, str]:
        return {
            str(form[name].label.text) if name in form else name: text
            for name, text in texts.items()
        }

    return Conflict(conflict.message, with_labels(conflict.mine), with_labels(conflict.theirs))


class FilterForm(PlainForm):
    """A GET form: nothing changes, so neither token nor key."""

    class Meta(PlainForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return _translations(i18n.locale().language)


class LineField(StringField):
    """One line of text, cleaned."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class TextField(TextAreaField):
    """Plain text of several lines, cleaned; ends trimmed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]).strip("\n") if valuelist else ""


class TicksField(SelectMultipleField):
    """Any number of choices, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MoneyField(Field):
    """An amount as integer cents in `.data`; what was typed is kept and shown again."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return clean_line(str(self.raw_data[0]))
        return i18n.plain_amount(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.raw_data = [typed]
        if not typed:
            return
        try:
            self.data = parse_cents(typed)
        except Refused as error:
            raise ValueError(i18n.render(error.message)) from error


class AtMostWords:
    """Validator: no more than `most` words, by the one counting rule."""

    def __init__(self, most: int):
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        count = word_count(field.data or "")
        if count > self.most:
            raise ValidationError(
                _l(
                    "This is %(n)s words. Shorten it to %(most)s words or fewer",
                    n=count,
                    most=self.most,
                )
            )


class Required:
    """Validator: something must be there; the message says what."""

    field_flags: dict[str, Any] = {}

    def __init__(self, message: Any):
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        data = field.data
        empty = not data.strip() if isinstance(data, str) else data is None or data is False
        empty = empty or data == []  # an amount of 0 was given
        if empty and not field.errors:
            raise ValidationError(self.message)


class MayStayOpen(Optional):
    """Validator: no answer is fine for now, or depends on another answer; unlike an optional one,
    the page does not say that it may be left out."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, bool] = {}


def choices(pairs: Iterable[tuple[str, Any]], empty: Any = None) -> list[SelectChoice]:
    """Choices for a select or radios, with an empty first one when `empty` gives its words."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(value, label) for value, label in pairs]
