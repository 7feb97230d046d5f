"""Publishing a call."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms.validators import Length

from grants.calls.rules.warning import WARNING_WORDS
from grants.core.forms import Form, TextField, VersionedForm
from grants.core.i18n import gettext as _, lazy_gettext as _l

REASON = "reason_"


class PublishForm(VersionedForm):
    """A confirmation; the version says which state of the call was read."""

    def reasons(self) -> dict[str, str]:
        """Why the call is published all the same, by the code of the warning."""
        return reasons_in(self)


def publish_form(warnings: Sequence[str], version: int) -> PublishForm:
    """The confirmation, with a reason for each warning."""
    fields = reason_fields(warnings)
    form: PublishForm = type("PublishWithReasons", (PublishForm,), fields)(version=version)
    return form


def reason_fields(warnings: Iterable[str]) -> dict[str, Any]:
    """A field for the reason for each warning about the dates, by its name."""
    return {
        f"{REASON}{code}": TextField(
            _(WARNING_WORDS[code]),
            [Length(max=1000, message=_l("Keep the reason under 1,000 characters"))],
        )
        for code in warnings
    }


def reasons_in(form: Form) -> dict[str, str]:
    """What was written there, by the code of the warning."""
    return {f.name.removeprefix(REASON): f.data or "" for f in form if f.name.startswith(REASON)}
