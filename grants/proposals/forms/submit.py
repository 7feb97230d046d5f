"""Forms for submitting, withdrawing, giving more time, and checking a receipt."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField
from wtforms.validators import ValidationError

from grants.core.forms import AtMostWords, FilterForm, Form, LineField, Required, TextField
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.proposals.rules.submission import DECLARATIONS, LONGEST_CONFLICTS, Declaration

LAST_SECOND = time(23, 59, 59)


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


class ExtendForm(Form):
    """A later deadline for one applicant."""

    until_on = DateField(
        _l("New deadline: the last day"),
        description=_l("The time is 23:59:59 in the zone of the call."),
        validators=[],
    )
    reason = TextField(
        _l("Why this applicant gets more time"),
        description=_l("It goes on record."),
        validators=[Required(_l("Say why; the reason goes on record")), AtMostWords(200)],
    )

    def validate_until_on(self, field: Any) -> None:
        if field.data is None and not field.errors:
            raise ValidationError(_l("Choose the last day"))

    def until_at(self, zone: str) -> datetime:
        """The last second of the chosen day in a zone."""
        local = datetime.combine(self.until_on.data, LAST_SECOND, ZoneInfo(zone))
        return local.astimezone(UTC)


class ReceiptCheckForm(FilterForm):
    """The two things printed on every receipt."""

    number = LineField(_l("Number of the receipt"), description=_l("For example R-7KQ2M-9FXHD"))
    hash = LineField(
        _l("SHA-256 of the submission"),
        description=_l("64 letters and digits; spaces do not matter"),
    )
