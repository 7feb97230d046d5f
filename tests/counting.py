"""What is sent to the database, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from grants.core.db import db
from tests.browsing import Browser

_NO_QUESTION = ("BEGIN", "PRAGMA", "SAVEPOINT")


@contextmanager
def statements(engine: Engine | None = None) -> Iterator[list[str]]:
    """The statements sent inside, but those that only begin something."""
    seen: list[str] = []
    engine = engine or db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_NO_QUESTION):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def queries_of(browser: Browser, path: str) -> int:
    """How many statements a page takes."""
    with statements() as seen:
        assert browser.get(path).status == 200
    return len(seen)
