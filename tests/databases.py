"""A clean, migrated database for every test, in milliseconds, on SQLite and on PostgreSQL."""

import os
import shutil
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from grants.app import create_app
from grants.core import clock
from grants.core.db import db, engine_options
from grants.places.service import load_reference
from tests.postgres import Postgres

SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "tests-only-4c1de6d1b6b44f7f9a0c",
    "SMTP_URL": "",
}


class SqliteDatabase:
    """One migrated file kept as a template and copied over the test's file."""

    def __init__(self, folder: Path):
        self.file = folder / "test.db"
        self.template = folder / "template.db"
        self.app = application(folder, f"sqlite:///{self.file}")
        _migrate(self.app)
        self._dispose()  # the last connection to close folds the log into the file
        shutil.copy(self.file, self.template)

    def reset(self) -> None:
        self._dispose()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.file)

    def _dispose(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def close(self) -> None:
        self._dispose()


class PostgresDatabase:
    """One migrated database kept as a template and copied by the server."""

    def __init__(self, folder: Path):
        self.server = Postgres()
        self.admin = sa.create_engine(self.server.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            self._sql("CREATE DATABASE test")
            self.app = application(folder, self.server.url("test"))
            _migrate(self.app)
            self._dispose()
            self._sql("CREATE DATABASE clean TEMPLATE test")
        except BaseException:
            self.admin.dispose()
            self.server.stop()
            raise

    def reset(self) -> None:
        self._dispose()
        self._sql("DROP DATABASE test WITH (FORCE)")
        self._sql("CREATE DATABASE test TEMPLATE clean STRATEGY file_copy")

    def _sql(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def _dispose(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def close(self) -> None:
        self._dispose()
        self.admin.dispose()
        self.server.stop()


def application(folder: Path, url: str, **over: object) -> Flask:
    """The application over the database behind `url`; `over` are settings of its own."""
    os.environ["INSTANCE_DIR"] = str(folder)
    try:
        app = create_app(
            {
                **SETTINGS,
                "SQLALCHEMY_DATABASE_URI": url,
                "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
                **over,
            }
        )
    finally:
        del os.environ["INSTANCE_DIR"]
    return app


def _migrate(app: Flask) -> None:
    clock.set_offset(clock.offset() * 0)
    with app.app_context():
        upgrade()
        load_reference()
        db.session.remove()
