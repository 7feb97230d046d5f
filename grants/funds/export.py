"""The statement of a line as a spreadsheet: every cell a string or a number, never a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from grants.core.i18n import gettext as _, utc_stamp
from grants.core.spreadsheets import new_book
from grants.funds.queries import EntryRow, Statement
from grants.funds.rules import ENTRY_WORDS, SOURCE_WORDS, Figures

Cell = str | float | int


def statement_book(statement: Statement, name: str, entries: Iterable[EntryRow]) -> bytes:
    """One sheet of figures, one of envelopes, one of every entry; amounts in whole currency."""
    content = BytesIO()
    book = new_book(content, in_memory=True)
    strong = book.add_format({"bold": True})
    amount = book.add_format({"num_format": "#,##0.00"})
    title = f"{name} {statement.year}"
    if statement.day is not None:
        title = f"{title} ({statement.day.isoformat()})"
    _sheet(book, _("Figures"), title, _figure_head(), _figure_rows(statement), strong, amount)
    _sheet(book, _("Envelopes"), title, _envelope_head(), _envelope_rows(statement), strong, amount)
    _sheet(book, _("Entries"), title, _entry_head(), map(_entry_row, entries), strong, amount)
    book.close()
    return content.getvalue()


def _sheet(
    book: Any,
    name: str,
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    strong: Any,
    amount: Any,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, strong)
    for column, label in enumerate(head):
        sheet.write_string(2, column, label, strong)
    for n, row in enumerate(rows, 3):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(n, column, value)
            else:
                sheet.write_number(n, column, value, amount)
    sheet.freeze_panes(3, 0)
    sheet.set_column(0, len(head), 22)


def _figure_head() -> list[str]:
    return [
        _("Source"),
        _("Donor"),
        _("Currency"),
        _("Allocated"),
        _("In envelopes"),
        _("Reserved"),
        _("Committed"),
        _("Disbursed"),
        _("Available"),
    ]


def _amounts(figures: Figures) -> list[float]:
    return [
        cents / 100
        for cents in (
            figures.amount,
            figures.enveloped,
            figures.reserved,
            figures.committed,
            figures.disbursed,
            figures.available,
        )
    ]


def _figure_rows(statement: Statement) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [_(SOURCE_WORDS[one.source]), one.donor, one.currency, *_amounts(one.figures)]
        for one in statement.holdings
    ]
    for currency, figures in statement.totals.items():
        rows.append([_("Total"), "", currency, *_amounts(figures)])
    return rows


def _envelope_head() -> list[str]:
    return [
        _("Envelope"),
        _("Currency"),
        _("Amount"),
        _("Reserved"),
        _("Committed"),
        _("Available"),
    ]


def _envelope_rows(statement: Statement) -> list[list[Cell]]:
    return [
        [
            one.name,
            one.currency,
            one.figures.amount / 100,
            one.figures.reserved / 100,
            one.figures.committed / 100,
            one.figures.available / 100,
        ]
        for one in statement.envelopes
    ]


def _entry_head() -> list[str]:
    return [
        _("Time (UTC)"),
        _("What"),
        _("Amount"),
        _("Currency"),
        _("Source"),
        _("Donor"),
        _("Envelope"),
        _("Decision or cause"),
        _("Reason"),
        _("Reference"),
    ]


def _entry_row(row: EntryRow) -> list[Cell]:
    return [
        utc_stamp(row.at),
        _(ENTRY_WORDS[row.kind]),
        row.cents / 100,
        row.currency,
        _(SOURCE_WORDS[row.source]),
        row.donor,
        row.envelope or "",
        row.cause_label,
        row.reason,
        row.ref,
    ]
