"""Who of the Secretariat is named on a call."""

from collections.abc import Sequence

from wtforms import SelectField

from grants.calls.models import StaffDuty
from grants.core.forms import Form, Required, choices
from grants.core.i18n import gettext as _, lazy_gettext as _l


class StaffForm(Form):
    """One person who holds the role, with what they do for the call."""

    who = SelectField(_l("Person"), [Required(_l("Choose a person"))], validate_choice=False)

    def offer(self, leads: Sequence[tuple[int, str]], officers: Sequence[tuple[int, str]]) -> None:
        """Those who may be named, by role."""
        pairs = [(f"lead-{who}", _("%(name)s, as lead", name=name)) for who, name in leads]
        pairs += [
            (f"officer-{who}", _("%(name)s, as officer", name=name)) for who, name in officers
        ]
        self.who.choices = choices(pairs, _("Choose"))

    def chosen(self) -> tuple[int, StaffDuty]:
        """For a form that is valid; nobody (0) when the value is not one we wrote."""
        duty, _sep, person = (self.who.data or "").partition("-")
        if duty not in set(StaffDuty) or not person.isdigit():
            return 0, StaffDuty.OFFICER
        return int(person[:15]), StaffDuty(duty)
