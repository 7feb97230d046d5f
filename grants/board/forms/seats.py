"""What whoever keeps the seats of the board types."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from grants.core.forms import Form, LineField, Required, choices
from grants.core.i18n import gettext as _


class SeatForm(Form):
    """A seat to add."""

    constituency = SelectField(
        _l("Constituency"), validators=[Required(_l("Choose a constituency"))]
    )
    organisation = LineField(
        _l("Organisation that holds the seat"),
        description=_l("Begin typing and choose one from the list"),
    )

    def __init__(self, constituencies: Mapping[str, str], *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.constituency.choices = choices(
            constituencies.items(), empty=_("Choose a constituency")
        )
        self.organisation.flags.optional = True


class PlaceForm(Form):
    """A button that changes who sits in a place, as the page showed it."""

    seen = HiddenField()
