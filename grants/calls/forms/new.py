"""Making a call: from nothing, from an earlier one, from its file."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import Length, NumberRange

from grants.calls.forms.fields import boxes
from grants.calls.rules.document import LANGUAGES, CallDocument, Texts
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.core.forms import (
    Form,
    LineField,
    MoneyField,
    Required,
    TextField,
    VersionedForm,
    choices,
)
from grants.core.i18n import chosen_text, gettext as _, lazy_gettext as _l


class NewCallForm(Form):
    """The least a call needs; an earlier call gives the rest, when one is chosen."""

    ref = LineField(
        _l("Reference"),
        [Required(_l("Give the call a reference, like CATF-2027")), Length(max=40)],
        description=_l("It stands in addresses, and changes only in a draft: CATF-2027"),
    )
    copy = SelectField(_l("Start from"), validate_choice=False)
    standard = BooleanField(
        _l("Take the standard questions, checklist and criteria (when starting from nothing)"),
        default=True,
    )
    title = LineField(_l("Title in English"), [Required(_l("Write a title")), Length(max=300)])
    summary = TextField(
        _l("Summary in English"),
        [Required(_l("Say in one or two sentences what the call is for")), Length(max=5000)],
    )
    fiscal_year = IntegerField(
        _l("Year whose money it spends"),
        [NumberRange(1999, 2100, message=_l("Write a year, like 2027"))],
    )
    min_cents = MoneyField(_l("Smallest grant"), [Required(_l("Write an amount above 0"))])
    max_cents = MoneyField(_l("Largest grant"), [Required(_l("Write an amount above 0"))])
    languages = boxes(_l("Languages of proposals"), [Required(_l("Choose at least one language"))])
    contact_email = LineField(
        _l("Contact for cities"), [Required(_l("Give an e-mail address")), Length(max=254)]
    )

    def offer(self, earlier: list[tuple[str, Texts]]) -> None:
        """The earlier calls to start from, and the languages by name."""
        pairs = [(ref, f"{ref}: {chosen_text(title)}") for ref, title in earlier]
        self.copy.choices = choices(pairs, _("Nothing: an empty call"))
        self.languages.choices = choices((code, _(LANGUAGE_WORDS[code])) for code in LANGUAGES)

    def begin_with(self, earlier: CallDocument) -> None:
        """Show what the earlier call has, to be changed here."""
        for name in ("min_cents", "max_cents", "contact_email"):
            self[name].data = getattr(earlier, name)
        self.languages.data = list(earlier.languages)
        self.title.data = earlier.title.get("en", "")
        self.summary.data = earlier.summary.get("en", "")

    def values(self) -> dict[str, Any]:
        """The settings of the document that were typed here."""
        return {
            "fiscal_year": self.fiscal_year.data,
            "min_cents": self.min_cents.data,
            "max_cents": self.max_cents.data,
            "languages": tuple(code for code in LANGUAGES if code in self.languages.data),
            "contact_email": self.contact_email.data,
        }


class ReferenceForm(VersionedForm):
    """Another reference for a draft."""

    ref = LineField(
        _l("Reference"),
        [Required(_l("Give the call a reference, like CATF-2027")), Length(max=40)],
    )


class UploadForm(Form):
    """A call as its file."""

    file = FileField(_l("File of the call (YAML)"))
    replaces = BooleanField(_l("Replace a call of the same reference that has not opened yet"))
