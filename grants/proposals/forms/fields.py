"""The fields that questions are asked with, besides those of the whole house."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape
from wtforms import DateField, Field, RadioField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget, TextInput, html_params

from grants.core.i18n import country, gettext, lazy_gettext as _l
from grants.core.text import clean_line, fold

LONGEST_NUMBER = 9  # digits: a database integer


class NotForced:
    """Marks a field as optional, for its label; it checks nothing."""

    field_flags = {"optional": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing to check: drafts are saved as they are."""


class Counted:
    """Tells the page how many words fit; drafts are saved with more."""

    def __init__(self, words: int):
        self.field_flags = {"words": words}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing to check: drafts are saved as they are."""


class WholeNumberField(Field):
    """A whole number; what was typed is kept and shown again."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return clean_line(str(self.raw_data[0]))
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        typed = clean_line(valuelist[0]) if valuelist else ""
        if not typed:
            return
        digits = "".join(typed.split())
        if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
            raise ValueError(
                gettext("“%(typed)s” is not a whole number. Type digits only", typed=typed[:40])
            )
        self.data = int(digits)


class DayField(DateField):
    """A day; the data is its ISO text, as answers are stored."""

    def process_data(self, value: Any) -> None:
        super().process_data(None)
        self.data = value or None

    def _value(self) -> str:
        if self.raw_data:
            return clean_line(" ".join(self.raw_data))
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not any(part.strip() for part in valuelist):
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(
                gettext("This is not a day of the calendar. Write it like 2027-01-15")
            ) from error
        self.data = self.data.isoformat() if self.data else None


class ChoiceField(RadioField):
    """One of a few options; one that was never offered is refused, not kept."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        chosen = valuelist[0] if valuelist else ""
        if chosen and chosen not in {choice.value for choice in self.choices}:
            self.data = None
            raise ValueError(gettext("Choose one of the options offered"))


class ChoicesField(SelectMultipleField):
    """Several of some options, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        offered = {choice.value for choice in self.choices}
        known = [value for value in valuelist if value in offered]
        self.data = known
        if len(known) != len(valuelist):
            raise ValueError(gettext("Choose from the options offered"))


class Options:
    """The options of a long list as markup, made once and kept with the form class."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self.pairs = dict(pairs)
        self._markup = Markup("").join(
            Markup('<option value="{}">{}</option>').format(value, text)
            for value, text in self.pairs.items()
        )

    def with_chosen(self, value: str) -> Markup:
        if not value:
            return self._markup
        plain = f'<option value="{escape(value)}">'
        chosen = f'<option value="{escape(value)}" selected>'
        return Markup(str(self._markup).replace(plain, chosen, 1))  # noqa: S704  (both were escaped)


class OptionsWidget:
    """A select whose options were made before."""

    def __call__(self, field: "LongChoiceField", **kwargs: Any) -> Markup:
        kwargs.setdefault("id", field.id)
        params = html_params(name=field.name, **kwargs)
        options = field.options.with_chosen(field.data or "")
        return Markup("<select {}>{}</select>").format(Markup(params), options)  # noqa: S704


class LongChoiceField(StringField):
    """One of a long list: countries, categories."""

    widget = OptionsWidget()

    def __init__(self, *args: Any, options: Options, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.options = options

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        known = typed in self.options.pairs
        self.data = typed if known else ""
        if not known and typed:
            raise ValueError(gettext("Choose one of the options offered"))


def country_options(codes: Iterable[str]) -> Options:
    """Countries by their names in the reader's language, in the order of the names."""
    named = sorted(((code, country(code)) for code in codes), key=lambda pair: fold(pair[1]))
    return Options([("", gettext("Choose a country")), *named])


YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
