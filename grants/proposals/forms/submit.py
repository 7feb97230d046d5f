"""Forms for submitting, withdrawing, and checking a receipt."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField

from grants.core.forms import AtMostWords, FilterForm, Form, LineField, TextField
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.proposals.rules.submission import DECLARATIONS, LONGEST_CONFLICTS, Declaration


class DeclarationForm(Form):
    """What the lead signs."""

    truth = BooleanField()
    funding = BooleanField()
    conflicts = BooleanField()
    sharing = BooleanField()
    ties = TextField(
        _l("Ties to people who may judge this proposal"),
        description=_l("For example: a relative or former colleague in the Secretariat."),
        validators=[AtMostWords(LONGEST_CONFLICTS)],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.points():
            field.label.text = gettext(DECLARATIONS[field.name])

    def points(self) -> Iterator[Any]:
        """The boxes to tick, in their order."""
        return (self[code] for code in DECLARATIONS)

    def declaration(self) -> Declaration:
        agreed = frozenset(field.name for field in self.points() if field.data)
        return Declaration(agreed, self.ties.data or "")


class WithdrawForm(Form):
    """The reason is optional."""

    reason = TextField(
        _l("Why you withdraw the proposal"),
        description=_l("You need not say. The Secretariat reads it."),
        validators=[AtMostWords(200)],
    )


class ReceiptCheckForm(FilterForm):
    """The two things printed on every receipt."""

    number = LineField(_l("Number of the receipt"), description=_l("For example R-7KQ2M-9FXHD"))
    hash = LineField(
        _l("SHA-256 of the submission"),
        description=_l("64 letters and digits; spaces do not matter"),
    )
