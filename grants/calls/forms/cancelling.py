"""Cancelling a call: why, and what everybody reads."""

from collections.abc import Sequence

from wtforms import BooleanField
from wtforms.validators import Length

from grants.calls.forms.texts import WrittenForm, texts_fields
from grants.core.forms import Required, TextField
from grants.core.i18n import lazy_gettext as _l


class CancelForm(WrittenForm):
    """The reason on record; the note in each language is added for the call."""

    written = needed = ("note",)

    reason = TextField(
        _l("Why the call is cancelled"),
        [
            Required(_l("Say why the call is cancelled: the reason is kept on record")),
            Length(max=1000, message=_l("Keep the reason under 1,000 characters")),
        ],
        description=_l("Kept on record; only the Secretariat and auditors read it."),
    )
    sure = BooleanField(
        _l("Yes, cancel this call for good"),
        [Required(_l("Tick this to cancel the call; it cannot be taken back"))],
    )


def cancel_form(languages: Sequence[str], version: int) -> CancelForm:
    """The form with the note in these languages."""
    fields = texts_fields("note", {}, languages, long=True, hint=False)
    form: CancelForm = type("CancelNoteForm", (CancelForm,), fields)(version=version)
    return form
