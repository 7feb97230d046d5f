"""The list of a call's proposals as a spreadsheet: every cell text or a number, never a formula."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from grants.calls.models import Call
from grants.core.i18n import chosen_text, country, gettext as _, utc_stamp
from grants.proposals.rules.moves import OFFICE_WORDS


def proposals_book(call: Call, rows: Iterable[Any]) -> bytes:
    """One sheet, written row by row so that memory does not grow with the list."""
    import xlsxwriter  # heavy: only exports need it

    content = BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    strong = book.add_format({"bold": True})
    amount = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(_("Proposals")[:31])
    heads = _heads(call)
    sheet.set_column(0, len(heads) - 1, 18)
    sheet.set_column(1, 2, 40)
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, strong)
    areas = {area["code"]: chosen_text(area["name"]) for area in call.focus_areas}
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(_cells(row, areas)):
            if isinstance(value, float):
                sheet.write_number(n, column, value, amount)
            elif isinstance(value, int):
                sheet.write_number(n, column, value)
            elif value:
                sheet.write_string(n, column, value)
    book.close()
    return content.getvalue()


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


def _cells(row: Any, areas: dict[str, str]) -> list[str | int | float | None]:
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
