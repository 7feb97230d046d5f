"""Publishing a call."""

from collections.abc import Sequence

from wtforms.validators import Length

from grants.calls.rules.warning import WARNING_WORDS
from grants.core.forms import TextField, VersionedForm
from grants.core.i18n import gettext as _, lazy_gettext as _l


class PublishForm(VersionedForm):
    """A confirmation; the version says which state of the call was read."""

    def reasons(self) -> dict[str, str]:
        """Why the call is published all the same, by the code of the warning."""
        start = "reason_"
        return {f.name.removeprefix(start): f.data or "" for f in self if f.name.startswith(start)}


def publish_form(warnings: Sequence[str], version: int) -> PublishForm:
    """The confirmation, with a reason for each warning."""
    fields = {
        f"reason_{code}": TextField(
            _(WARNING_WORDS[code]),
            [Length(max=1000, message=_l("Keep the reason under 1,000 characters"))],
        )
        for code in warnings
    }
    form: PublishForm = type("PublishWithReasons", (PublishForm,), fields)(version=version)
    return form
