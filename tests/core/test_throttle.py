"""Guessing is slowed down, from many places at once too; nobody is locked out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, strategies as st

from grants.core import clock, throttle
from grants.core.db import db
from grants.core.errors import TooMany
from grants.core.throttle import WINDOW, Throttle, wait_seconds
from tests.races.rounds import all_at_once

FREE = 5


def tries(key: str = "account") -> bool:
    try:
        throttle.check((key, FREE))
    except TooMany:
        return False
    return True


@pytest.mark.both_databases
def test_of_forty_parallel_guesses_only_the_free_ones_go_through(app: Flask) -> None:
    results = all_at_once(app, [tries] * 40)
    assert results.count(True) == FREE
    assert results.count(False) == 40 - FREE


@pytest.mark.both_databases
def test_parallel_tries_under_two_keys_in_any_order_never_wait_for_each_other(app: Flask) -> None:
    def act(n: int) -> bool:
        keys = [("account", 100), ("source", 100)]
        throttle.check(*(keys if n % 2 else keys[::-1]))
        return True

    assert all_at_once(app, [lambda n=n: act(n) for n in range(20)]) == [True] * 20


def test_each_further_try_waits_twice_as_long_and_at_most_five_minutes(
    app: Flask, later: Callable[..., None]
) -> None:
    assert all(tries() for _ in range(FREE))
    waits = []
    for _ in range(12):
        with pytest.raises(TooMany) as refused:
            throttle.check(("account", FREE))
        waits.append(refused.value.wait_seconds)
        later(seconds=refused.value.wait_seconds)
        assert tries()
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == 300


def test_whoever_waits_as_told_gets_in_however_many_tried_meanwhile(
    app: Flask, later: Callable[..., None]
) -> None:
    assert all(tries() for _ in range(FREE))
    assert not any(tries() for _ in range(50))
    later(seconds=2)
    assert tries()


def test_a_source_that_is_slowed_down_cannot_slow_down_an_account(app: Flask) -> None:
    for n in range(FREE):
        throttle.check(("source", FREE), (f"somebody {n}", FREE))
    for _ in range(20):
        with pytest.raises(TooMany):
            throttle.check(("account", FREE), ("source", FREE))
    assert all(tries("account") for _ in range(FREE))


def test_after_a_quiet_quarter_of_an_hour_all_is_forgotten(
    app: Flask, later: Callable[..., None]
) -> None:
    assert all(tries() for _ in range(FREE))
    later(seconds=WINDOW.total_seconds() + 1)
    assert all(tries() for _ in range(FREE))
    assert not tries()


def test_a_success_clears_the_account_and_only_it(app: Flask) -> None:
    for _ in range(FREE):
        throttle.check(("account", FREE), ("source", FREE))
    throttle.forget("account")
    assert tries("account")
    assert not tries("source")


def test_the_message_says_how_long_and_that_nothing_is_locked(app: Flask) -> None:
    assert all(tries() for _ in range(FREE))
    with pytest.raises(TooMany, match="wait 2 seconds and try again; nothing is locked"):
        throttle.check(("account", FREE))


@pytest.mark.both_databases
def test_keys_longer_than_the_column_are_kept_apart(app: Flask) -> None:
    one, other = "x" * 300 + "1", "x" * 300 + "2"
    assert all(tries(one) for _ in range(FREE))
    assert not tries(one)
    assert tries(other)
    throttle.forget(one)
    assert tries(one)
    longest = db.session.scalar(sa.select(sa.func.max(sa.func.length(Throttle.key))))
    assert longest is not None
    assert longest <= 160


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 50))
def test_no_wait_is_longer_than_five_minutes(tries: int, seconds: int, free: int) -> None:
    wait = wait_seconds(tries=tries, since_last=timedelta(seconds=seconds), free=free)
    assert 0 <= wait <= 300
    assert tries >= free or wait == 0


def test_counts_of_a_month_ago_are_forgotten_and_younger_ones_stay(app: Flask) -> None:
    throttle.check(("old", 5))
    clock.set_offset(timedelta(days=20))
    throttle.check(("young", 5))
    clock.set_offset(timedelta(days=31))
    throttle.drop_old()
    assert list(db.session.scalars(sa.select(Throttle.key))) == ["young"]
