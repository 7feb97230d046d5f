"""Fixtures of the whole suite: a clean database, the application, people to sign in as."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, has_app_context
from hypothesis import settings as hypothesis

from grants.accounts.models import Person
from grants.accounts.service.session import start_session
from grants.core import clock, settings
from grants.core.db import db, set_may_write
from tests.browsing import Browser
from tests.databases import PostgresDatabase, SqliteDatabase
from tests.world import World, shared_world

Database = SqliteDatabase | PostgresDatabase

# A slow moment of a busy machine is no fault of a rule.
hypothesis.register_profile("suite", deadline=None)
hypothesis.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_databases"):
        kinds = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
        metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    made: dict[str, Database] = {}

    def get(kind: str) -> Database:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            made[kind] = SqliteDatabase(folder) if kind == "sqlite" else PostgresDatabase(folder)
        return made[kind]

    yield get
    for database in made.values():
        database.close()


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The demonstration's world, to be read; `.copy(folder)` gives one to be changed."""
    clock.set_offset(timedelta(0))
    set_may_write(True)
    return shared_world(tmp_path_factory)


@pytest.fixture
def database(request: pytest.FixtureRequest, databases: Callable[[str], Database]) -> Database:
    found = databases(getattr(request, "param", "sqlite"))
    found.reset()
    return found


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The application over a clean database, inside an application context."""
    clock.set_offset(timedelta(0))
    set_may_write(True)
    with database.app.app_context():
        yield database.app
        db.session.remove()
    clock.set_offset(timedelta(0))


@pytest.fixture
def browse(app: Flask) -> Callable[..., Browser]:
    """`browse()` is a visitor; `browse(person)` is signed in. Pages are parsed strictly."""

    def open_browser(person: Person | None = None) -> Browser:
        browser = Browser(app)
        if person is not None:
            token = start_session(person.id, second_factor=True, device="tests")
            browser.sign_in_with(token)
        return browser

    return open_browser


@pytest.fixture
def later() -> Iterator[Callable[..., None]]:
    """`later(days=3)` moves the one clock forward."""

    def move(**delta: Any) -> None:
        clock.set_offset(clock.offset() + timedelta(**delta))
        if has_app_context():  # where every request of the demo mode reads it
            settings.write(settings.CLOCK_OFFSET, str(clock.offset().total_seconds()))
            db.session.commit()

    yield move
    clock.set_offset(timedelta(0))
