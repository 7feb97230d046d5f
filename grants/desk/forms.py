"""What is typed beside the list of proposals."""

from wtforms import BooleanField, IntegerField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from grants.core.forms import Form, LineField, Required
from grants.core.i18n import lazy_gettext as _l

LONGEST_NAME = 80


class SelectionForm(Form):
    """The form around the table: what is ticked is read from what was sent."""


class ViewForm(Form):
    """The name of a view; a new one has no version."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    name = LineField(
        _l("Name of the view"),
        [Required(_l("Give the view a name")), Length(max=LONGEST_NAME)],
        description=_l("For example: Late in West Africa"),
    )
    shared = BooleanField(
        _l("Everybody of the Secretariat finds it in their list"),
        description=_l("They see the proposals that are open to them, not those you see"),
    )
