"""The list of a call's proposals as a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from grants.calls.models import Call
from grants.core.i18n import chosen_text, country, gettext as _, utc_stamp
from grants.core.spreadsheets import WIDTH, Cell, book_of
from grants.proposals.rules.moves import OFFICE_WORDS

WIDE = 40  # titles and names


def proposals_book(call: Call, rows: Iterable[Any]) -> bytes:
    """One sheet, a line a proposal."""
    areas = {area["code"]: chosen_text(area["name"]) for area in call.focus_areas}
    lines = (_cells(row, areas) for row in rows)
    return book_of(_("Proposals"), _heads(call), lines, [WIDTH, WIDE, WIDE])


def _heads(call: Call) -> list[str]:
    currency = call.currency
    return [
        _("Reference"),
        _("Title"),
        _("Proponent"),
        _("Kind of proponent"),
        _("City"),
        _("Country"),
        _("Focus area"),
        _("Language"),
        _("Months"),
        _("Asked (%(currency)s)", currency=currency),
        _("Cash from others (%(currency)s)", currency=currency),
        _("In kind (%(currency)s)", currency=currency),
        _("State"),
        _("In this state since"),
        _("Officer"),
        _("Submitted"),
    ]


def _cells(row: Any, areas: dict[str, str]) -> list[Cell]:
    return [
        row.ref,
        row.title,
        row.proponent_name,
        row.proponent_kind,
        row.city,
        country(row.country),
        areas.get(row.focus_area, row.focus_area),
        row.language,
        row.months,
        row.grant_cents / 100,
        row.cash_cents / 100,
        row.in_kind_cents / 100,
        _(OFFICE_WORDS[row.status]),
        utc_stamp(row.status_at),
        row.officer,
        utc_stamp(row.submitted_at) if row.submitted_at else "",
    ]
