"""Phrases several pages of a check need."""

from collections.abc import Iterable
from datetime import date

from grants.core.i18n import country, gettext as _, short_day
from grants.files.rules import ACCEPTED, Kind
from grants.screening.rules.periods import DayOff
from grants.screening.views import blueprint


@blueprint.app_template_filter("days_off")
def days_off_in_words(days: Iterable[DayOff]) -> str:
    """Which days a clock of working days passes over."""
    named = [
        _(
            "%(day)s (%(countries)s)",
            day=short_day(date.fromisoformat(one["on"])),
            countries=", ".join(country(code) for code in one["countries"]),
        )
        for one in days
    ]
    if not named:
        return _("Saturdays and Sundays are not counted. There is no public holiday on the way.")
    return _(
        "Saturdays, Sundays and these public holidays are not counted: %(days)s.",
        days=", ".join(named),
    )


@blueprint.app_template_filter("kind_shown")
def kind_shown(name: str) -> str:
    """How a document is shown in a page: `image`, `pdf`, or not at all (empty)."""
    extension = name.rpartition(".")[2]
    if extension in ACCEPTED[Kind.PDF].extensions:
        return "pdf"
    images = ACCEPTED[Kind.JPEG].extensions + ACCEPTED[Kind.PNG].extensions
    return "image" if extension in images else ""
