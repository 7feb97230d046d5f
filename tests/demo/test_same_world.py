"""The same seed gives the same world; a larger one keeps every rule too."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from grants.calls.queries import by_ref
from grants.core import clock
from grants.core.db import db
from grants.core.text import references_from
from grants.demo.world import build_world
from grants.demo.world.calls import SCORED
from grants.demo.world.multiply import multiply
from grants.demo.world.stage import SEED, Stage
from grants.places.service import load_reference
from grants.proposals.models import Proposal, ProposalStatus
from tests.databases import application
from tests.demo.digest import digest
from tests.world import World

LARGER = 60


def check(app: Flask, *command: str) -> None:
    answer = app.test_cli_runner().invoke(args=list(command))
    assert answer.exit_code == 0, answer.output


def test_every_rule_holds_over_the_world(own_stage: Flask) -> None:
    check(own_stage, "check-invariants")
    check(own_stage, "audit", "verify")


def test_the_same_seed_gives_the_same_world(demo_world: World, tmp_path: Path) -> None:
    first = _digest_of(demo_world.open())
    again = application(tmp_path, f"sqlite:///{tmp_path / 'again.db'}", TESTING=False)
    with again.app_context():
        upgrade()
        load_reference()
        db.session.commit()
        build_world(again, progress=lambda _words: None)
    assert _digest_of(again) == first


def _digest_of(app: Flask) -> dict[str, str]:
    with app.app_context():
        found = digest()
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.fixture
def larger(demo_world: World, tmp_path: Path) -> Callable[[str], Flask]:
    """The world's scored call, multiplied."""

    def grow(name: str) -> Flask:
        app = demo_world.copy(tmp_path / name).open()
        with app.app_context():
            stage = Stage(say=lambda _words: None, password_hash="", dice=random.Random(SEED))
            with references_from(random.Random("larger")):
                multiply(stage, by_ref(SCORED), LARGER)
            db.session.remove()
        return app

    return grow


def test_a_multiplied_world_keeps_every_rule_and_is_the_same_each_time(
    larger: Callable[[str], Flask],
) -> None:
    first, second = larger("first"), larger("second")
    check(first, "check-invariants")
    check(first, "audit", "verify")
    with first.app_context():
        call = by_ref(SCORED)
        there = db.session.scalar(
            sa.select(sa.func.count()).where(
                Proposal.call_id == call.id, Proposal.status != ProposalStatus.DRAFT
            )
        )
        assert there == LARGER
        db.session.remove()
    assert _digest_of(first) == _digest_of(second)
    assert clock.offset().total_seconds() == 0
