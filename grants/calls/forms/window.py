"""Publishing a call and moving its deadline."""

from collections.abc import Sequence
from datetime import date, datetime, time

from wtforms import DateField, HiddenField, TimeField
from wtforms.validators import Length

from grants.calls.rules.clocks import instant_on
from grants.calls.rules.warning import WARNING_WORDS
from grants.core.errors import Refused
from grants.core.forms import Required, TextField, VersionedForm
from grants.core.i18n import gettext as _, lazy_gettext as _l
from grants.core.messages import msg
from grants.core.text import clean


class ExtendForm(VersionedForm):
    """The new day and time on the clock of the call's zone, and why."""

    day = DateField(_l("New last day"))
    at = TimeField(_l("Time of day"), format=["%H:%M:%S", "%H:%M"], default=time(23, 59, 59))
    reason = TextField(
        _l("Why the deadline moves"),
        [
            Required(_l("Say why the deadline moves: the reason is kept on record")),
            Length(max=1000, message=_l("Keep the reason under 1,000 characters")),
        ],
    )

    def instant(self, zone: str) -> datetime:
        """On the clock of the zone; raises Refused for a time that it skips.

        Of an hour that comes twice the second is meant: nobody is shut out an hour early.
        """
        day: date = self.day.data
        at: time = self.at.data
        instant = instant_on(datetime.combine(day, at), zone, last=True)
        if instant is None:
            message = msg(
                "On that day the clocks of %(zone)s skip this time; choose another.", zone=zone
            )
            raise Refused(message, {"at": message})
        return instant


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


class ConfirmExtendForm(VersionedForm):
    """The same, read back on the page that shows what will happen."""

    closes_at = HiddenField()
    reason = HiddenField()

    def instant(self) -> datetime | None:
        """None when the hidden value is not one we wrote."""
        try:
            moment = datetime.fromisoformat(self.closes_at.data or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def words(self) -> str:
        return clean(self.reason.data or "").strip()[:1000]
