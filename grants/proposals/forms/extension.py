"""Moving a deadline: for everybody or for some applicants, to when, and why."""

from datetime import date, datetime, time

from wtforms import DateField, Field, HiddenField, RadioField, TimeField
from wtforms.validators import Length, ValidationError

from grants.calls.rules.clocks import instant_on
from grants.core.errors import Refused
from grants.core.forms import FilterForm, Required, TextField, VersionedForm, choices
from grants.core.i18n import lazy_gettext as _l, render
from grants.core.messages import msg

ALL, SOME = "all", "some"
WHO = {ALL: _l("Everybody's"), SOME: _l("Only that of the applicants I tick")}


class ExtendForm(FilterForm):
    """The new day and time on the clock of the call's zone. A GET form: the next page confirms."""

    who = RadioField(
        _l("Whose deadline moves?"),
        choices=choices(WHO.items()),
        default=ALL,
    )
    day = DateField(_l("New last day"))
    at = TimeField(
        _l("Time of day"),
        format=["%H:%M:%S", "%H:%M"],
        default=time(23, 59, 59),
    )

    def offer_some(self) -> None:
        """The call's own deadline has passed: only who was given more time can be given more."""
        self.who.choices = choices([(SOME, WHO[SOME])])
        self.who.data = SOME

    def validate_day(self, field: Field) -> None:
        _check_there(field, _l("Choose the new last day"))

    def validate_at(self, field: Field) -> None:
        _check_there(field, _l("Write the time of day too"))

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

    def refuse(self, error: Refused) -> None:
        """A refusal at its field, or above the form."""
        for name, message in error.fields.items():
            if name in self._fields:
                self[name].errors = [*self[name].errors, render(message)]
                return
        self.form_errors.append(render(error.message))


def _check_there(field: Field, words: str) -> None:
    """What was left empty is asked for; it is no wrong day."""
    if field.data is None and not any(field.raw_data or ()):
        field.errors = []
        raise ValidationError(words)


class ConfirmExtendForm(VersionedForm):
    """What was chosen, read back on the page that shows what will happen; and why."""

    who = HiddenField()
    until = HiddenField()
    reason = TextField(
        _l("Why the deadline moves"),
        [
            Required(_l("Say why the deadline moves: the reason is kept on record")),
            Length(max=1000, message=_l("Keep the reason under 1,000 characters")),
        ],
        description=_l("Kept on record; not sent to applicants."),
    )

    def until_at(self) -> datetime | None:
        """None when the hidden value is not one we wrote."""
        try:
            moment = datetime.fromisoformat(self.until.data or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None
