"""How migrations run: one at a time, and without losing rows on SQLite.

SQLite's batch mode drops and renames tables; with foreign keys on, that silently deletes the
children. So they are off while migrating, and checked before the end.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from grants.core.db import UtcDateTime

# The full-text index, made by hand: it differs by database, and SQLite keeps it in several tables.
BY_HAND = "proposal_search"
LOCK = 726_100  # any fixed number: PostgreSQL's advisory lock of our migrations
db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Keep revisions free of imports from the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return (
            "sa.JSON(none_as_null=True)"
            ".with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"
        )
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Compare all but what no model describes."""
    return kind != "table" or not (name or "").startswith(BY_HAND)


@contextmanager
def alone_on_postgresql(connection: sa.Connection) -> Iterator[None]:
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
    connection.exec_driver_sql("SET lock_timeout = '5s'")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
        connection.commit()


@contextmanager
def alone_on_sqlite(connection: sa.Connection) -> Iterator[None]:
    raw: Any = connection.connection.dbapi_connection
    path = raw.execute("PRAGMA database_list").fetchone()[2]
    with open(f"{path}.migrating", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # freed by the kernel when the process dies
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
    if broken:
        raise SystemExit(f"foreign keys broken by a migration: {broken[:5]}")


def migrate() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        with alone_on_sqlite(connection) if sqlite else alone_on_postgresql(connection):
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                render_item=render_item,
                include_name=include_name,
                transaction_per_migration=True,
                transactional_ddl=True,
                compare_type=True,
                render_as_batch=sqlite,
            )
            with context.begin_transaction():
                context.run_migrations()


migrate()
