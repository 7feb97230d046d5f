"""Uploading and removing a document, starting a proposal."""

from wtforms import FileField, RadioField

from grants.core.forms import Form, choices
from grants.core.i18n import gettext


class UploadForm(Form):
    """One file for one slot."""

    file = FileField()

    def for_slot(self, code: str, label: str) -> "UploadForm":
        """Give the control of one of several slots on a page its own id and label."""
        self.file.id = self.file.label.field_id = f"file-{code}"
        self.file.label.text = label
        return self

    def inside(self, name: str) -> "UploadForm":
        """Let the control be sent with another form, under this name."""
        self.file.name = name
        return self


class RemoveForm(Form):
    """Empty a slot: nothing to type."""


class StartForm(Form):
    """The language a proposal is written in."""

    language = RadioField(validate_choice=False)

    def ask(self, languages: list[tuple[str, str]]) -> None:
        """Offer the languages of the call, each by its own name."""
        self.language.choices = choices(languages)
        self.language.label.text = gettext("In which language will you write?")
        self.language.description = gettext(
            "All answers, in this one language. The pages around them stay in your own."
        )
