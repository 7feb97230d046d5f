"""How values of a proposal read, for every template that shows one."""

from datetime import date

from babel.units import format_unit

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.rules import SOURCE_LABELS
from grants.core.i18n import day, gettext, locale, plain_amount
from grants.proposals.views import blueprint

blueprint.add_app_template_filter(plain_amount, "plain_amount")


@blueprint.app_template_filter("iso_day")
def iso_day(value: str) -> str:
    """A stored date in words."""
    return day(date.fromisoformat(value))


@blueprint.app_template_filter("organisation_kind")
def organisation_kind(value: str) -> str:
    """A kind of organisation in words; an unknown one as it is."""
    try:
        return gettext(KIND_NAMES[OrganisationKind(value)])
    except ValueError:
        return value


@blueprint.app_template_filter("source_label")
def source_label(source: str) -> str:
    """A funding source in words."""
    return gettext(SOURCE_LABELS[source])


@blueprint.app_template_filter("file_size")
def file_size(size: int) -> str:
    """`1.4 MB`, `77 kB` in the reader's way; never less than one kilobyte."""
    megabytes = size / 1_000_000
    if megabytes >= 1:
        return str(format_unit(round(megabytes, 1), "megabyte", "short", locale=locale()))
    return str(format_unit(max(1, round(size / 1000)), "kilobyte", "short", locale=locale()))
