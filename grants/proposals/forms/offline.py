"""Sending back a file filled without a connection, and choosing what of it is taken over."""

from collections.abc import Iterable, Mapping

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from grants.core.forms import Form, choices
from grants.core.i18n import lazy_gettext as _l


class SendBackForm(Form):
    """One Word or Excel file."""

    file = FileField(
        _l("The file you filled in"),
        description=_l("The Word or the Excel file you downloaded here, whatever its name is now."),
    )


class TakeOverForm(Form):
    """A tick for each difference; `seen` are the versions of the sections they were drawn from."""

    seen = HiddenField()
    take = SelectMultipleField(validate_choice=False, option_widget=CheckboxInput())

    def offer(self, codes: Iterable[str]) -> None:
        """One tick for each of these questions."""
        self.take.choices = choices((code, _l("Take this over")) for code in codes)

    def saw(self, versions: Mapping[int, int]) -> None:
        self.seen.raw_data = None
        self.seen.data = " ".join(f"{section}.{n}" for section, n in versions.items())

    def versions(self) -> dict[int, int]:
        """What `saw` was given; what cannot be read fits no stored version."""
        found = {}
        for pair in (self.seen.data or "").split():
            section, _, n = pair.partition(".")
            if section.isdigit() and n.isdigit():
                found[int(section)] = int(n)
        return found


class ThrowAwayForm(Form):
    """Nothing to type."""
