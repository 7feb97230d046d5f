"""Tables that leave the house, as XLSX and as CSV: every cell text or a number, never a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

Cell = str | int | float | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18  # of a column, in characters
LONGEST_NAME = 31  # of a sheet: the format knows no more
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a program may take for a formula


def new_book(content: BytesIO, **settings: Any) -> Any:
    """An empty workbook that is written to `content` when it is closed."""
    import xlsxwriter  # heavy: only exports need it

    plain = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    return xlsxwriter.Workbook(content, {**settings, **dict.fromkeys(plain, False)})


def book_of(
    name: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int] = (),
) -> bytes:
    """One sheet, written row by row so that memory does not grow with the table.

    Floats are amounts. `widths` are those of the first columns where they are not the usual one.
    """
    content = BytesIO()
    book = new_book(content, constant_memory=True)
    strong, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(name[:LONGEST_NAME])
    sheet.set_column(0, len(heads) - 1, WIDTH)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, strong)
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(n, column, value, amount)
            elif isinstance(value, int):
                sheet.write_number(n, column, value)
            elif value:
                sheet.write_string(n, column, value)
    book.close()
    return content.getvalue()


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 as spreadsheets read it, fully quoted; what would be a formula gets an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
