"""Answers of several parts: the fields of one thing, and rows under heads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.queries import QuestionView
from grants.core.messages import msg
from grants.proposals.offline.frames import Cell, Frame
from grants.proposals.offline.scalars import Unreadable, day_of, line_of, money_of, whole_of
from grants.proposals.offline.vocabulary import Column, Vocabulary, key_of

Row = dict[str, Any]


def read_fields(question: QuestionView, frame: Frame, words: Vocabulary) -> Row:
    """One thing written as names on the left and texts on the right."""
    columns = words.columns[question.code]
    by_head = {key_of(column.head): column for column in columns}
    row: Row = {}
    for n, cells in enumerate(frame.rows):
        head = line_of(cells[0]) if cells else ""
        text = "\n".join(line_of(cell) for cell in cells[1:])
        column = by_head.get(key_of(head))
        if column is None and len(frame.rows) == len(columns):
            column = columns[n]
        if column is not None:
            row[column.name] = _read(column, text, words)
        elif line_of(text) or (len(cells) == 1 and head):
            raise Unreadable(
                msg("“%(typed)s” is none of the parts of this answer.", typed=head[:60])
            )
    return row


def read_rows(question: QuestionView, frame: Frame, words: Vocabulary) -> list[Row]:
    """Rows under heads, in a table of Word or on a sheet, without those that hold nothing."""
    columns = words.columns[question.code]
    if frame.columns:
        order, rows = _numbered(columns, frame.columns), frame.rows
    else:
        order, rows = _headed(columns, frame.rows), frame.rows[1:]
    found = []
    for n, cells in enumerate(rows, 1):
        if any(line_of_or_formula(cell) for cell in cells):
            found.append(_row(n, cells, order, words))
    if question.kind is K.BUDGET:
        return [_cents(row) for row in found]
    return found


def line_of_or_formula(cell: Cell) -> bool:
    """Does a cell hold anything at all?"""
    return bool(cell) if isinstance(cell, dict) else bool(line_of(cell))


def _row(n: int, cells: Sequence[Cell], order: Sequence[Column | None], words: Vocabulary) -> Row:
    row: Row = {}
    for column, cell in zip(order, cells, strict=False):
        if column is None:
            continue
        try:
            row[column.name] = _read(column, cell, words)
        except Unreadable as error:
            raise Unreadable(
                msg(
                    "Row %(n)s, “%(column)s”: %(reason)s",
                    n=n,
                    column=column.head,
                    reason=error.message,
                )
            ) from error
    return row


def _numbered(columns: Sequence[Column], numbers: Sequence[int]) -> list[Column | None]:
    """The columns of a sheet by their marks; raises Unreadable when one is gone or comes twice."""
    if sorted(numbers) != list(range(1, len(columns) + 1)):
        raise _other_columns()
    return [columns[number - 1] for number in numbers]


def _headed(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Column | None]:
    """The columns of a table by the words above them, else by their places."""
    heads = [key_of(line_of(cell)) for cell in rows[0]] if rows else []
    known = {key_of(column.head): column for column in columns}
    if len(known) == len(columns) and all(heads.count(head) == 1 for head in known):
        return [known.get(head) for head in heads]
    if len(heads) == len(columns):
        return list(columns)
    raise _other_columns()


def _other_columns() -> Unreadable:
    return Unreadable(
        msg("The columns of this table are not those of the form: some are gone or were joined.")
    )


def _read(column: Column, cell: Cell, words: Vocabulary) -> Any:
    found = _CELLS[column.kind](column, cell, words)
    return "" if found is None else found


_CELLS: Mapping[str, Callable[[Column, Cell, Vocabulary], Any]] = {
    "text": lambda _column, cell, _words: line_of(cell),
    "number": lambda _column, cell, words: whole_of(cell, words),
    "money": lambda _column, cell, words: money_of(cell, words),
    "date": lambda _column, cell, words: day_of(cell, words),
    "choice": lambda column, cell, words: words.option(column.options, line_of(cell)),
    "country": lambda _column, cell, words: words.country(line_of(cell)),
    "city_country": lambda _column, cell, words: words.city_country(line_of(cell)),
    "kind": lambda _column, cell, words: words.option(words.kinds, line_of(cell)),
    "category": lambda _column, cell, words: words.option(words.categories, line_of(cell)),
}


def _cents(row: Row) -> Row:
    """No amount in a cost line is 0."""
    return {name: 0 if name.endswith("_cents") and not v else v for name, v in row.items()}
