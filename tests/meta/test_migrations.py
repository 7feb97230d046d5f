"""Migrations go up and down on both databases, lose nothing, and say all that the models say."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from grants.core import jobs, operations
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.settings import Setting
from tests import build
from tests.conftest import Database
from tests.databases import PostgresDatabase, application
from tests.meta.reading import ROOT

BEFORE_THE_TRIGGERS = "0008"
APPEND_ONLY = {
    "trail_event", "entry", "answer_version", "snapshot", "receipt", "attempt", "ranking",
    "ranking_row", "decision", "decision_outcome", "inquiry_answer", "call_correction",
    "message", "flag_step", "overlap_comment_version", "names_check", "names_verdict",
    "ranking_choice", "score_opening", "review_version", "review_return", "review_rating",
    "panel_remark", "panel_mention", "minority_view", "redacted_copy", "moderated_score",
}  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(
    request: pytest.FixtureRequest,
    databases: Callable[[str], Database],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The application over a database without a single table."""
    folder = tmp_path_factory.mktemp("empty")
    found = databases(request.param)
    if isinstance(found, PostgresDatabase):
        with found.admin.connect() as admin:
            admin.exec_driver_sql("DROP DATABASE IF EXISTS fresh WITH (FORCE)")
            admin.exec_driver_sql("CREATE DATABASE fresh")
        url = found.server.url("fresh")
    else:
        url = f"sqlite:///{folder / 'fresh.db'}"
    app = application(folder, url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def schema() -> dict[str, Any]:
    """Tables, columns, keys, indexes, checks and triggers, comparable."""
    inspector = sa.inspect(db.engine)
    found: dict[str, Any] = {"triggers": triggers(), "indexes": index_definitions()}
    for table in inspector.get_table_names():
        found[table] = {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            ],
            "foreign": sorted(str(k) for k in inspector.get_foreign_keys(table)),
            "unique": sorted(str(k["name"]) for k in inspector.get_unique_constraints(table)),
            "checks": sorted(str(k["name"]) for k in inspector.get_check_constraints(table)),
        }
    return found


def triggers() -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        return sorted(connection.scalars(sa.text(query)))


def index_definitions() -> dict[str, str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if db.engine.dialect.name == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )
    with db.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(sa.text(query))}


def test_down_to_nothing_and_up_again_gives_the_same_schema(empty: Flask) -> None:
    upgrade()
    whole = schema()
    downgrade(revision="base")
    assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
    assert triggers() == []
    upgrade()
    assert schema() == whole


def test_rows_that_are_there_survive_an_upgrade(empty: Flask) -> None:
    upgrade(revision=BEFORE_THE_TRIGGERS)
    for n in range(20):
        build.affiliate(build.person(f"Person {n} é مدينة"), build.organisation())
        db.session.add(Setting(name=f"s{n}", value="x"))
        jobs.enqueue("k", {"n": n}, dedupe=f"d{n}")
        operations.claim(f"key{n}", SYSTEM, "test")
    db.session.commit()
    there = columns()
    before = contents(there)
    db.session.remove()
    upgrade()
    after = contents(there)
    assert {name: after[name] for name in before if before[name]} == {
        name: rows for name, rows in before.items() if rows
    }


def columns() -> dict[str, list[str]]:
    """The columns of every table there is at this revision."""
    inspector = sa.inspect(db.engine)
    return {
        table: [column["name"] for column in inspector.get_columns(table)]
        for table in inspector.get_table_names()
    }


def contents(there: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of these tables, in these columns."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.select(*in_both))))
            for table in db.metadata.sorted_tables
            if (in_both := [c for c in table.c if c.name in there.get(table.name, ())])
        }


def test_everything_the_models_forbid_the_database_forbids(empty: Flask) -> None:
    """Alembic compares neither CHECKs nor the values of enums: this does."""
    upgrade()
    inspector = sa.inspect(db.engine)
    wrong = []
    for table in db.metadata.sorted_tables:
        there = {c["name"]: c["sqltext"] for c in inspector.get_check_constraints(table.name)}
        meant = {str(c.name): c for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        wrong += [f"{table.name}: {n} only in the models" for n in meant.keys() - there.keys()]
        wrong += [f"{table.name}: {n} only in the database" for n in there.keys() - meant.keys()]
        for name in meant.keys() & there.keys():
            words = str(meant[name].sqltext.compile(compile_kwargs={"literal_binds": True}))
            if literals(words) != literals(there[name]):
                wrong.append(f"{name}: {literals(words) ^ literals(there[name])}")
    assert wrong == [], "\n".join(["", *wrong])


def literals(sql: str) -> set[str]:
    """The quoted texts and the numbers of a condition."""
    bare = re.sub(r"::[\w ]+(\[\])?", "", sql)
    return set(re.findall(r"'[^']*'|(?<![\w.])\d+(?![\w.])", bare))


def test_every_partial_index_of_the_models_is_partial_in_the_database(empty: Flask) -> None:
    upgrade()
    there = index_definitions()
    kind = db.engine.dialect.name
    partial = {
        str(index.name): index
        for table in db.metadata.sorted_tables
        for index in table.indexes
        if index.dialect_options[kind]["where"] is not None
    }
    assert partial
    lost = [name for name in partial if " WHERE " not in there.get(name, "")]
    assert lost == []
    loose = [n for n, i in partial.items() if i.unique and "UNIQUE" not in there[n]]
    assert loose == []
    half = [
        str(index.name)
        for table in db.metadata.sorted_tables
        for index in table.indexes
        if (index.dialect_options["sqlite"]["where"] is None)
        != (index.dialect_options["postgresql"]["where"] is None)
    ]
    assert half == []


def test_what_is_only_appended_to_is_guarded_by_triggers(empty: Flask) -> None:
    upgrade()
    names = set(triggers())
    kinds = (
        ("no_update", "no_delete")
        if db.engine.dialect.name == "sqlite"
        else ("no_change", "no_truncate")
    )
    assert {f"{table}_{kind}" for table in APPEND_ONLY for kind in kinds} <= names
    assert "trail_head_only_forward" in names


def test_the_lines_and_constituencies_of_the_partnership_are_there(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        lines = list(
            connection.scalars(sa.text("SELECT name FROM business_line ORDER BY position"))
        )
        seats = connection.scalar(sa.text("SELECT count(*) FROM constituency"))
    assert lines == [
        "Country Programmes",
        "Catalytic Fund",
        "Joint Work Programmes",
        "Communications and Advocacy",
    ]
    assert seats == 6


def test_two_upgrades_at_once_end_as_one(empty: Flask) -> None:
    env = {
        **os.environ,
        "INSTANCE_DIR": str(empty.config["INSTANCE_DIR"]),
        "DATABASE_URL": empty.config["SQLALCHEMY_DATABASE_URI"],
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    both = [
        subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert "person" in sa.inspect(db.engine).get_table_names()


def test_the_revisions_are_one_line() -> None:
    texts = [p.read_text() for p in sorted((ROOT / "migrations" / "versions").glob("*.py"))]
    revisions = [re.search(r'^revision = "(\d{4})"', text, re.M) for text in texts]
    numbers = [found[1] for found in revisions if found]
    assert numbers == [f"{n:04d}" for n in range(1, len(texts) + 1)]
    for number, text in zip(numbers[1:], texts[1:], strict=True):
        assert f'down_revision = "{int(number) - 1:04d}"' in text
    assert "grants" not in "".join(re.findall(r"^(?:from|import) .*", "\n".join(texts), re.M))
