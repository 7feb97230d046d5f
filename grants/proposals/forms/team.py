"""Forms of the team."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import Length

from grants.core.forms import Form, LineField, Required, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.proposals.models import TeamRole
from grants.proposals.rules.team import INVITED_AS, ROLE_WORDS

EMAIL_LIMIT = Length(max=254, message=_l("This address is too long to be one"))


class RoleField(RadioField):
    """Editor or viewer."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            _l("What they may do"),
            choices=choices((role.value, ROLE_WORDS[role]) for role in INVITED_AS),
            validators=[Required(_l("Choose editor or viewer"))],
            **kwargs,
        )


class _WithRole(Form):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.role.choices = choices((r.value, gettext(ROLE_WORDS[r])) for r in INVITED_AS)

    role = RoleField(default=TeamRole.EDITOR.value)

    def chosen_role(self) -> TeamRole:
        return TeamRole(self.role.data)


class InviteForm(_WithRole):
    """An address and a role."""

    email = LineField(
        _l("E-mail address of the person"),
        validators=[Required(_l("Type an e-mail address")), EMAIL_LIMIT],
    )


class RoleForm(_WithRole):
    """Another role for somebody in the team."""


class PressForm(Form):
    """Nothing to type: a button with its protection."""
