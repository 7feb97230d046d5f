"""The demonstration world, built once for the whole run and shared by all of its processes."""

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from grants.core.db import db
from grants.demo.world import build_world
from grants.places.service import load_reference
from tests.databases import application

DATABASE = "grants.db"


@dataclass(frozen=True)
class World:
    """A folder as INSTANCE_DIR: a database and its files."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / DATABASE}"

    def open(self, **over: object) -> Flask:
        """The application over it, answering faults as a real one does."""
        return application(self.folder, self.url, TESTING=False, **over)

    def copy(self, folder: Path) -> "World":
        """One to be changed."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return World(folder)


def shared_world(factory: pytest.TempPathFactory) -> World:
    """Built by the first process that asks; the others wait for it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, ready = base / "world", base / "world-ready"
    with (base / "world-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _build(World(folder))
            ready.touch()
    return World(folder)


def _build(world: World) -> None:
    app = world.open()
    with app.app_context():
        upgrade()
        load_reference()
        db.session.commit()
        build_world(app, progress=lambda _words: None)
        db.session.remove()
        db.engine.dispose()  # folds the log into the file, which can then be copied
