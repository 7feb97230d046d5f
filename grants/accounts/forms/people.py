"""Forms of the administrator about people."""

from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import Length, Optional
from wtforms.widgets import DateInput

from grants.accounts.forms.entry import EMAIL_LIMIT, NAME_LIMIT
from grants.accounts.models import Role
from grants.accounts.rules.roles import ROLE_NAMES
from grants.core.forms import Form, LineField, Required, TextField, choices
from grants.core.i18n import LANGUAGES, gettext, lazy_gettext as _l

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]
REASON_LIMIT = Length(max=1000, message=_l("Use 1,000 characters or fewer"))


def _day(label: object, hint: object) -> DateField:
    return DateField(
        label, description=hint, format=DATE_FORMATS, widget=DateInput(), validators=[Optional()]
    )


class _WithRole(Form):
    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        pairs = [(role.value, gettext(ROLE_NAMES[role])) for role in Role]
        self.role.choices = choices(pairs, empty=gettext("Choose a role"))

    role = SelectField(_l("Role"), validators=[Required(_l("Choose a role"))])


class GiveRoleForm(_WithRole):
    """A role with its first and last day."""

    starts_on = _day(_l("First day"), _l("Empty: from now on."))
    ends_on = _day(_l("Last day"), _l("Empty: until it is ended."))


class InviteForm(_WithRole):
    """Who is asked to take which role."""

    email = LineField(
        _l("E-mail address"), validators=[Required(_l("Type an e-mail address")), EMAIL_LIMIT]
    )
    name = LineField(_l("Name"), validators=[Required(_l("Type the person's name")), NAME_LIMIT])
    ends_on = _day(_l("Last day in the role"), _l("Empty: until it is ended."))
    language = SelectField(_l("Language of the invitation"), choices=choices(LANGUAGES.items()))


class EndRoleForm(Form):
    """One button beside each role."""

    grant = HiddenField()


class ReasonForm(Form):
    """Why, for the record."""

    reason = TextField(
        _l("Reason, for the record"),
        validators=[Required(_l("Say why, in a sentence")), REASON_LIMIT],
    )


class ButtonForm(Form):
    """A button and nothing to type."""
