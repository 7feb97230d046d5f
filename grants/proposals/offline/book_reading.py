"""Opening an Excel file that came back: the columns with our marks, and nothing beside them."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from grants.proposals.offline.frames import MOST_ROWS, Cell, Frame, Opened, TooMuch
from grants.proposals.offline.marks import SlotMark, find_file_mark, find_slot_mark

MOST_SHEETS = 80
MOST_COLUMNS = 80
ROWS_READ = MOST_ROWS + 100  # enough to see that there are too many


def read_book(path: Path) -> Opened:
    """Every frame found, sheet by sheet. Raises ValueError for what is no workbook."""
    import openpyxl  # heavy: only files that came back need it

    try:  # as bytes: openpyxl believes names, and stored content has none
        content = path.read_bytes()
        shown = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        typed = openpyxl.load_workbook(BytesIO(content), read_only=True)
    except Exception as error:  # openpyxl raises many kinds of error on broken files
        raise ValueError("no workbook") from error
    if len(shown.worksheets) > MOST_SHEETS:
        raise TooMuch
    mark = ""
    frames: list[Frame] = []
    for one, other in zip(shown.worksheets, typed.worksheets, strict=True):
        rows = list(_rows(one, other))
        mark = mark or _file_mark(rows)
        frames += _frames(rows)
    return Opened(mark, frames).check()


def _rows(shown: Any, typed: Any) -> Iterator[list[Cell]]:
    """The cells of a sheet with the results of formulas, or a word that there is none."""
    for sheet in (shown, typed):
        sheet.reset_dimensions()  # what a file says of its own size may be a lie
    pairs = zip(
        shown.iter_rows(max_col=MOST_COLUMNS, max_row=ROWS_READ, values_only=True),
        typed.iter_rows(max_col=MOST_COLUMNS, max_row=ROWS_READ, values_only=True),
        strict=True,
    )
    for values, sources in pairs:
        yield [_cell(value, source) for value, source in zip(values, sources, strict=True)]


def _cell(value: Any, source: Any) -> Cell:
    if value is None and source is not None:
        return {"formula": str(source)[:200]}
    match value:
        case datetime():
            return {"day": value.date().isoformat()}
        case date():
            return {"day": value.isoformat()}
        case None | bool() | int() | float() | str():
            return value
    return str(value)


def _file_mark(rows: list[list[Cell]]) -> str:
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and (found := find_file_mark(cell)):
                return str(found)
    return ""


def _frames(rows: list[list[Cell]]) -> Iterator[Frame]:
    """Answers begin two rows under their marks: the heads stand between."""
    for at, row in enumerate(rows):
        marks: dict[int, SlotMark] = {}
        for column, cell in enumerate(row):
            mark = find_slot_mark(cell) if isinstance(cell, str) else None
            if mark is not None and mark.column:
                marks[column] = mark
        if not marks:
            continue
        first = next(iter(marks.values()))
        mine = {c: m for c, m in marks.items() if m.number == first.number}
        found = [
            [row[column] if column < len(row) else None for column in mine]
            for row in rows[at + 2 :]
        ]
        while found and all(cell is None for cell in found[-1]):
            found.pop()
        bare = SlotMark(first.number, first.digest)
        yield Frame(str(bare), found, [m.column for m in mine.values()])
