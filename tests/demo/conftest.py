"""The demonstration's application, over the shared world or over a copy to be changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.core.db import db
from grants.demo.cast import BY_KEY
from tests.world import World


@pytest.fixture(scope="module")
def stage(demo_world: World) -> Iterator[Flask]:
    """The application over the shared world, to be read."""
    app = demo_world.open(BASE_URL="http://localhost")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(stage: Flask) -> Iterator[None]:
    """Inside the shared world."""
    with stage.app_context():
        yield
        db.session.remove()


@pytest.fixture
def own_stage(demo_world: World, tmp_path: Path) -> Iterator[Flask]:
    """The application over a copy, to be changed."""
    app = demo_world.copy(tmp_path / "world").open(BASE_URL="http://localhost")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def who(world: None) -> Callable[[str], Person]:
    """`who("amina")` is her row."""

    def find(key: str) -> Person:
        return db.session.scalars(sa.select(Person).where(Person.email == BY_KEY[key].email)).one()

    return find
