"""The database: one declarative base, its column types, and how transactions begin.

SQLite as SQLAlchemy opens it loses updates silently, so a transaction here begins explicitly:
`BEGIN IMMEDIATE` when it may write (queued by a gate so that writers wait in line), plain `BEGIN`
when it only reads. PostgreSQL needs none of this. On both, the database itself refuses to write in
a transaction that began for reading.
"""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine

from grants.core.clock import aware
from grants.core.gate import GatedConnection, gate_of


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = aware(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

Key = Annotated[int, orm.mapped_column(BIG, primary_key=True)]
Cents = Annotated[int, orm.mapped_column(sa.BigInteger)]
Ref = Annotated[str, orm.mapped_column(sa.String(40), unique=True)]
Line = Annotated[str, orm.mapped_column(sa.String(300))]
Code = Annotated[str, orm.mapped_column(sa.String(60))]
Digest = Annotated[str, orm.mapped_column(sa.String(64))]
Json = Annotated[dict[str, Any], orm.mapped_column(JSON)]
JsonList = Annotated[list[Any], orm.mapped_column(JSON)]

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(orm.DeclarativeBase):
    """Base of every model."""

    registry = orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), str: sa.Text()},
    )


db = SQLAlchemy(model_class=Base)


def enum_type(members: type[enum.StrEnum]) -> sa.Enum:
    """A text column with a named CHECK over the members' values."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", members.__name__).lower()
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda e: [m.value for m in e],
    )


def fk(
    target: str, *, index: bool = True, unique: bool = False, nullable: bool | None = None
) -> Any:
    """A foreign key column to `table.column`, indexed unless a unique key already covers it."""
    kwargs: dict[str, Any] = {} if nullable is None else {"nullable": nullable}
    return orm.mapped_column(
        BIG, sa.ForeignKey(target), index=index and not unique, unique=unique or None, **kwargs
    )


def identity(row: Base) -> int:
    """The id of a stored row; flushes it first when it is new."""
    state = sa.inspect(row)
    if state.identity is None:
        db.session.flush()
    if state.identity is None:
        raise ValueError(f"{type(row).__name__} is not stored")
    return int(state.identity[0])


def insert_unless_there(model: type[Base], row: Mapping[str, Any]) -> Any:
    """An INSERT that leaves a taken unique key alone (PostgreSQL waits for a rival taking it)."""
    return unless_there(model, db.engine.dialect.name).values(**row)


def unless_there(target: type[Base] | sa.FromClause, dialect: str) -> Any:
    """The same without its row, to be kept and run with many."""
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(target).on_conflict_do_nothing()


TRAIL = "noted for the trail"  # session.info key: events waiting for the commit


@contextmanager
def savepoint() -> Iterator[None]:
    """One of many acts in a transaction: if it fails, it leaves nothing, not even a trail event."""
    noted = len(db.session.info.get(TRAIL, []))
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        del db.session.info.get(TRAIL, [])[noted:]
        raise


def read(
    query: sa.Executable, values: Mapping[str, Any] | None = None
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The rows of a query for columns alone, without the ORM's part, which is half of their cost.

    In the session's transaction, and as `session.execute` after writing what waits in it.
    """
    session = db.session()
    if session.autoflush:
        session.flush()
    return session.connection().execute(query, values).all()


# -- how a transaction begins -------------------------------------------------------------------

_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


class WrittenWhileReading(RuntimeError):
    """A page that only shows tried to write through the request's session."""


def set_may_write(value: bool) -> None:
    """Reading requests call this with False before their first query."""
    _may_write.set(value)


@contextmanager
def own_transaction() -> Iterator[orm.Session]:
    """A short transaction of its own that may write, beside a request that only reads."""
    before = _may_write.set(True)
    try:
        with orm.Session(db.engine) as session, session.begin():
            yield session
    finally:
        _may_write.reset(before)


@sa.event.listens_for(orm.Session, "before_flush")
def _refuse_writes_while_reading(session: orm.Session, *_: Any) -> None:
    if not _may_write.get() and (session.new or session.dirty or session.deleted):
        raise WrittenWhileReading(f"{list(session.new)} {list(session.dirty)}")


@contextmanager
def reading() -> Iterator[None]:
    """For the worker: a transaction that only reads, ended before what was read is worked on, so
    that nobody who writes waits for a long computation."""
    db.session.rollback()
    before = _may_write.set(False)
    try:
        yield
        db.session.rollback()
    finally:
        _may_write.reset(before)


def engine_options(url: str) -> dict[str, Any]:
    """Options for create_engine that fit the database behind `url`."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"factory": GatedConnection, "timeout": 5}, "pool_size": 8}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose an acknowledged commit when the power goes
        "foreign_keys=ON",
        "busy_timeout=5000",
        "recursive_triggers=ON",  # or INSERT OR REPLACE would pass by what guards a DELETE
        # A cache of each connection's own: 16 MB a thread bought no time that could be measured
        # (2026-11-23), since the system keeps the file in memory once for all.
        "cache_size=-2000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if path:
        connection.gate = gate_of(path)


def _on_begin(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "postgresql":
        raw.read_only = not _may_write.get()  # psycopg begins with the first statement
    elif _may_write.get():
        raw.begin_writing()
    else:
        raw.begin_reading()


def prepare_engine(engine: Engine) -> None:
    """Attach the transaction rules; called once per engine by the application factory."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
