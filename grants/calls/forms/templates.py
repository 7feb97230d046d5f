"""A file that a question offers to be filled in."""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import SelectField

from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.core.forms import VersionedForm, choices
from grants.core.i18n import gettext as _, lazy_gettext as _l


class TemplateForm(VersionedForm):
    """One file, for those who write in one language."""

    # A language is asked of a new file alone; the rules refuse one that there is not.
    language = SelectField(_l("Language of the file"), validate_choice=False)
    file = FileField(_l("File to fill in"))

    def offer(self, languages: Sequence[str]) -> None:
        self.language.choices = choices((code, _(LANGUAGE_WORDS[code])) for code in languages)
