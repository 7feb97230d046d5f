"""A review form that comes back as a file."""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms.validators import Optional

from grants.core.forms import Form, TicksField, choices
from grants.core.i18n import lazy_gettext as _l


class ReviewFileForm(Form):
    """The file, as it was downloaded here."""

    file = FileField(_l("The spreadsheet"), description=_l("As it was downloaded here, filled in."))


class TakeOverForm(Form):
    """Which reviews take over what the file says; a value is ASSIGNMENT/VERSION as looked at."""

    take = TicksField(
        _l("Take over what the file says of"), validators=[Optional()], validate_choice=False
    )

    def __init__(self, offered: Sequence[tuple[str, str]] = (), **kwargs: object):
        super().__init__(**kwargs)
        self.take.choices = choices(offered)

    def versions(self) -> dict[str, int]:
        """Version by assignment; what is no such pair is left out."""
        pairs = (value.rsplit("/", 1) for value in self.take.data or ())
        return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}
