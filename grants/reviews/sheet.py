"""Assignments as a spreadsheet and back: one row a place, columns by position, values by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import clean_line

# The columns that are read; all others are there to be looked at.
PROPOSAL, EVALUATOR, READ = 0, 1, 2
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Line:
    """One row: its number as the program shows it, a proposal's reference, and an address.

    An empty address says that nobody should be drafted for the proposal.
    """

    n: int
    proposal: str
    email: str


def read_sheet(path: Path) -> list[Line]:
    """The rows of the first sheet below its heads. Raises Refused for what is none."""
    import openpyxl  # heavy: only files that came back need it

    try:  # as bytes: openpyxl believes names, and stored content has none
        content = BytesIO(path.read_bytes())
        book = openpyxl.load_workbook(content, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be a lie
        rows = list(sheet.iter_rows(max_col=READ, max_row=MOST_ROWS + 2, values_only=True))
    except Exception as error:  # openpyxl raises many kinds of error on broken files
        words = msg("This is no Excel file (.xlsx) that can be read. Nothing was changed.")
        raise Refused(words, {"file": words}) from error
    if len(rows) > MOST_ROWS + 1:
        words = msg("More than %(n)s rows cannot be read. Nothing was changed.", n=MOST_ROWS)
        raise Refused(words, {"file": words})
    return [_line(n, row) for n, row in enumerate(rows[1:], 2) if any(row)]


def _line(n: int, row: Sequence[object]) -> Line:
    cells = [clean_line(str(cell)) if cell is not None else "" for cell in row]
    cells += [""] * (READ - len(cells))
    return Line(n, cells[PROPOSAL], cells[EVALUATOR].casefold())
