"""When a call opens and closes, and how long its later steps may take."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from wtforms import DateField, Field, TimeField

from grants.calls.forms.fields import CountField, mark
from grants.calls.forms.parts import PartForm
from grants.calls.forms.window import REASON, reason_fields, reasons_in
from grants.calls.models import CallStatus
from grants.calls.rules.clocks import clock_of, instant_at
from grants.calls.rules.document import CallDocument
from grants.calls.rules.publishing import is_zone
from grants.calls.rules.warning import WARNING_WORDS, are_same_dates, warnings_of
from grants.core.errors import Refused
from grants.core.forms import LineField, MayStayOpen, Required
from grants.core.i18n import gettext as _, lazy_gettext as _l, render

MOMENTS = ("opens", "closes")
PLAIN = ("full_proposal_months", "clarification_days", "appeal_days")
_CLOCK = ["%H:%M:%S", "%H:%M"]


def when_form(document: CallDocument) -> "WhenForm":
    """The form, with a field for the reason for each warning there may be."""
    form: WhenForm = type("WhenWithReasons", (WhenForm,), reason_fields(WARNING_WORDS))()
    form.know(document)
    return form


class WhenForm(PartForm):
    """Days and times on the clock of the call's own zone."""

    zone = LineField(
        _l("Time zone of the call"), [Required(_l("Name a time zone, such as Europe/Brussels"))]
    )
    opens_on = DateField(_l("First day"), [MayStayOpen()])
    opens_time = TimeField(_l("Opens at"), [MayStayOpen()], format=_CLOCK)
    closes_on = DateField(_l("Last day"), [MayStayOpen()])
    closes_time = TimeField(_l("Closes at"), [MayStayOpen()], format=_CLOCK)
    full_proposal_months = CountField(_l("Months to write the full proposal"), 0, 24)
    clarification_days = CountField(_l("Working days to answer a clarification"), 0, 365)
    appeal_days = CountField(_l("Days to object to a refusal"), 0, 365)

    def know(self, document: CallDocument) -> None:
        """What the call has now: a moment left as it is shown stays the same instant."""
        self._before = document
        self._instants: dict[str, datetime | None] = {}

    def asked(self) -> list[Field]:
        """Where to say why the new dates of a published call are unusual; none of its old ones."""
        before, now = self._before, self._instants
        if before.status is not CallStatus.PUBLISHED or len(now) < len(MOMENTS):
            return []
        after = replace(before, zone=self.zone.data, opens_at=now["opens"], closes_at=now["closes"])
        return (
            []
            if are_same_dates(before, after)
            else [self[f"{REASON}{code}"] for code in warnings_of(after)]
        )

    def reasons(self) -> dict[str, str]:
        """What was said, by the code of the warning."""
        return reasons_in(self)

    def begin_with(self, document: CallDocument) -> None:
        for name in ("zone", *PLAIN):
            self[name].data = getattr(document, name)
        for name in MOMENTS:
            instant = getattr(document, f"{name}_at")
            if instant is not None:
                day, at = clock_of(instant, document.zone)
                self[f"{name}_on"].data, self[f"{name}_time"].data = day, at

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        zone = self.zone.data
        if zone and not is_zone(zone):
            words = _(
                "There is no time zone “%(it)s”. Choose one, such as Europe/Brussels", it=zone
            )
            return mark(self.zone, words)
        if not zone:
            return False
        marked = [name for name in MOMENTS if not self._is_moment(name, zone)]
        return sound and not marked

    def _is_moment(self, name: str, zone: str) -> bool:
        day, at = self[f"{name}_on"], self[f"{name}_time"]
        if day.errors or at.errors:
            return False
        if at.data is None and day.data is None:
            self._instants[name] = None
            return True
        if day.data is None:
            return mark(day, _("Write the day too"))
        if at.data is None:
            return mark(at, _("Write the time of day too"))
        present = getattr(self._before, f"{name}_at")
        same_zone = self._before.zone == zone
        if present and same_zone and clock_of(present, zone) == (day.data, at.data):
            self._instants[name] = present
            return True
        try:  # by hand: the refusal belongs to one of two moments
            self._instants[name] = instant_at(day.data, at.data, zone)
        except Refused as error:
            return mark(at, render(error.message))
        return True

    def values(self, document: CallDocument) -> dict[str, Any]:
        return {
            **{name: self[name].data for name in ("zone", *PLAIN)},
            **{f"{name}_at": self._instants[name] for name in MOMENTS},
        }
