"""Tables that leave the house, as XLSX and as CSV: every cell text or a number, never a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import IO, Any

Cell = str | int | float | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18  # of a column, in characters
LONGEST_NAME = 31  # of a sheet: the format knows no more
ROWS_SENT = 200  # of a CSV at once
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a program may take for a formula


def new_book(content: IO[bytes], **settings: Any) -> Any:
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
    """One sheet as bytes; see `book_into`."""
    content = BytesIO()
    book_into(content, name, heads, rows, widths)
    return content.getvalue()


def book_into(
    content: IO[bytes],
    name: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[int] = (),
) -> None:
    """One sheet, written row by row so that memory does not grow with the table.

    Floats are amounts. `widths` are those of the first columns where they are not the usual one.
    """
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


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 as spreadsheets read it, fully quoted; what would be a formula gets an apostrophe."""
    return b"".join(csv_lines(heads, rows))


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same in pieces of many rows, made while it is sent."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    out.write("\ufeff")  # the mark by which spreadsheets know UTF-8
    writer.writerow(heads)
    for n, row in enumerate(rows, 1):
        writer.writerow([_plain(cell) for cell in row])
        if n % ROWS_SENT == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
