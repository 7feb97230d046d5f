"""Stored rows brought to what is wanted: matched by their names, and only what differs is written.

Three statements for a table at most, however many rows it has: one that takes out, one that
changes, one that adds. A row that is still wanted keeps its id.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from grants.core.db import Base, db, read

Name = TypeVar("Name", bound=Hashable)
Row = Mapping[str, Any]


class Matched(Generic[Name]):
    """The rows of one table that belong to a call, by what names each of them there."""

    def __init__(self, model: type[Base], rows: Iterable[tuple[Name, Row]]):
        # The table and not the model: by the model, rows would be parted by which of their values
        # are empty.
        self.table = db.metadata.tables[model.__tablename__]
        self.stored = dict(rows)

    def beyond(
        self, wanted: Mapping[Name, Row], part: Callable[[Row], Any] | None = None
    ) -> list[int]:
        """Ids of rows that are wanted no longer, or with this part of them different."""
        return [
            row["id"]
            for name, row in self.stored.items()
            if name not in wanted or (part is not None and part(row) != part(wanted[name]))
        ]

    def keep(self, wanted: Mapping[Name, Row]) -> None:
        """Take out every row that is wanted no longer."""
        if gone := self.beyond(wanted):
            db.session.execute(sa.delete(self.table).where(self.table.c.id.in_(gone)))

    def write(self, wanted: Mapping[Name, Row]) -> None:
        """Change the rows that differ, and add those that are not there."""
        changed = [
            {"row_id": self.stored[name]["id"], **row}
            for name, row in wanted.items()
            if name in self.stored and _differs(self.stored[name], row)
        ]
        if changed:
            one = self.table.c.id == sa.bindparam("row_id")
            db.session.execute(sa.update(self.table).where(one), changed)
        added = [row for name, row in wanted.items() if name not in self.stored]
        if added:
            db.session.execute(sa.insert(self.table), added)


def stored_rows(model: type[Base], condition: sa.ColumnElement[bool]) -> list[Row]:
    """The rows of a table as they stand."""
    table = db.metadata.tables[model.__tablename__]
    return [row._asdict() for row in read(sa.select(table).where(condition))]


def _differs(stored: Row, wanted: Row) -> bool:
    return any(stored[column] != value for column, value in wanted.items())
