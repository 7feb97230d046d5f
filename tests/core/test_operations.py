"""A form is carried out once, however often and however quickly it is sent."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock, operations
from grants.core.actor import SYSTEM, VISITOR, Actor
from grants.core.db import db
from grants.core.errors import Repeated
from grants.core.operations import Operation, outcome
from grants.core.settings import Setting
from tests.races.rounds import all_at_once

ALICE, BOB = Actor(person_id=1), Actor(person_id=2)


def press(actor: Actor, key: str | None) -> str:
    """A use case: claim, do, keep, commit."""
    operations.claim(key, actor, "test")
    name = operations.new_key()
    db.session.add(Setting(name=name, value="done"))
    operations.keep(key, actor, name)
    db.session.commit()
    return name


def effects() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Setting.name)))


@pytest.mark.both_databases
def test_thirty_presses_at_once_and_twenty_later_have_one_effect_and_one_answer(
    app: Flask,
) -> None:
    act = lambda: outcome(lambda: press(ALICE, "key"))  # noqa: E731
    answers = all_at_once(app, [act] * 30)
    answers += [act() for _ in range(20)]
    assert len(set(answers)) == 1
    assert effects() == [answers[0]]


@pytest.mark.both_databases
def test_an_operation_that_failed_may_be_tried_again_with_the_same_key(app: Flask) -> None:
    operations.claim("key", ALICE, "test")
    db.session.rollback()
    assert press(ALICE, "key") in effects()


@pytest.mark.both_databases
def test_of_rivals_of_whom_the_first_fails_the_next_goes_on(app: Flask) -> None:
    turns = iter(range(30))

    def act() -> str:
        operations.claim("key", ALICE, "test")
        if next(turns) == 0:
            db.session.rollback()
            raise ValueError("the first one fails")
        name = operations.new_key()
        db.session.add(Setting(name=name, value="done"))
        operations.keep("key", ALICE, name)
        db.session.commit()
        return name

    answers = all_at_once(app, [act] * 12)
    assert [type(a) for a in answers].count(ValueError) == 1
    assert len([a for a in answers if isinstance(a, str)]) == 1
    repeated = [a for a in answers if isinstance(a, Repeated)]
    assert len(repeated) == 10
    assert {a.result for a in repeated} == set(effects())


def test_two_people_never_meet_on_one_key(app: Flask) -> None:
    assert len({press(ALICE, "key"), press(BOB, "key"), press(VISITOR, "key")}) == 3


def test_without_a_key_every_press_counts(app: Flask) -> None:
    assert press(SYSTEM, None) != press(SYSTEM, "")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Operation)) == 0


def test_a_key_longer_than_the_column_is_no_fault(app: Flask) -> None:
    first = outcome(lambda: press(ALICE, "k" * 5000))
    assert outcome(lambda: press(ALICE, "k" * 5000)) == first


def test_keys_of_a_month_ago_are_forgotten_and_younger_ones_stay(app: Flask) -> None:
    operations.claim("old", VISITOR, "test:act")
    clock.set_offset(timedelta(days=20))
    operations.claim("young", VISITOR, "test:act")
    clock.set_offset(timedelta(days=31))
    operations.drop_old()
    assert list(db.session.scalars(sa.select(Operation.key))) == ["0:young"]
