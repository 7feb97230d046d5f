"""Slow work: each job once, whoever dies; failures later again; the same work not twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock, jobs
from grants.core.db import db
from grants.core.jobs import LEASE, MAX_ATTEMPTS, Job
from tests.races.rounds import all_at_once


@pytest.fixture
def done() -> Iterator[Counter[int]]:
    """A kind of job that counts how often each was done."""
    counted: Counter[int] = Counter()

    def act(payload: dict[str, Any]) -> None:
        if payload.get("fails"):
            raise ValueError("no such city")
        counted[payload["n"]] += 1
        db.session.commit()

    jobs.handles("counting")(act)
    yield counted
    jobs._handlers.pop("counting")


def enqueue(n: int, **over: Any) -> None:
    jobs.enqueue("counting", {"n": n}, **over)
    db.session.commit()


@pytest.mark.both_databases
def test_four_workers_at_once_do_each_of_forty_jobs_once(app: Flask, done: Counter[int]) -> None:
    for n in range(40):
        enqueue(n)

    def work() -> int:
        turns = 0
        while jobs.work_once():
            turns += 1
        return turns

    turns = all_at_once(app, [work] * 4)
    assert sum(turns) == 40
    assert done == Counter(dict.fromkeys(range(40), 1))


@pytest.mark.both_databases
def test_four_workers_who_meet_over_one_job_share_it_not(app: Flask, done: Counter[int]) -> None:
    for n in range(10):
        enqueue(n)
        assert sum(all_at_once(app, [jobs.work_once] * 4)) == 1
    assert done == Counter(dict.fromkeys(range(10), 1))


def test_jobs_are_done_in_the_order_they_fall_due(app: Flask) -> None:
    order: list[int] = []
    jobs.handles("ordering")(lambda payload: order.append(payload["n"]))
    for n, minutes in enumerate((-1, -3, -2)):
        due = clock.now() + timedelta(minutes=minutes)
        jobs.enqueue("ordering", {"n": n}, run_at=due)
    db.session.commit()
    while jobs.work_once():
        pass
    jobs._handlers.pop("ordering")
    assert order == [1, 2, 0]


def test_a_job_is_not_done_before_its_time(
    app: Flask, done: Counter[int], later: Callable[..., None]
) -> None:
    enqueue(1, run_at=clock.now() + timedelta(days=3))
    assert not jobs.work_once()
    later(days=3, seconds=1)
    assert jobs.work_once()
    assert done == {1: 1}


@pytest.mark.both_databases
def test_a_worker_that_died_loses_its_lease_and_another_takes_over(
    app: Flask, done: Counter[int], later: Callable[..., None]
) -> None:
    enqueue(1)
    assert jobs.claim() is not None  # and dies here
    db.session.rollback()
    assert not jobs.work_once()
    later(seconds=LEASE.total_seconds() + 1)
    assert jobs.work_once()
    assert done == {1: 1}


@pytest.mark.both_databases
def test_a_failure_is_kept_and_tried_again_ever_later_and_not_for_ever(
    app: Flask, done: Counter[int], later: Callable[..., None]
) -> None:
    jobs.enqueue("counting", {"n": 1, "fails": True})
    db.session.commit()
    pauses = []
    while jobs.work_once():
        job = db.session.scalars(sa.select(Job)).one()
        assert job.lease_until is not None
        assert job.last_error == "ValueError('no such city')"
        assert not jobs.work_once()
        pause = job.lease_until - clock.now()
        pauses.append(round(pause.total_seconds()))
        later(seconds=pause.total_seconds() + 1)
    assert len(pauses) == MAX_ATTEMPTS
    assert pauses == sorted(set(pauses))


def test_work_left_half_done_by_a_failure_is_rolled_back(app: Flask) -> None:
    def half(_payload: dict[str, Any]) -> None:
        jobs.enqueue("never", {})
        raise ValueError

    jobs.handles("half")(half)
    jobs.enqueue("half", {})
    db.session.commit()
    assert jobs.work_once()
    jobs._handlers.pop("half")
    assert list(db.session.scalars(sa.select(Job.kind))) == ["half"]


def test_a_kind_nobody_handles_waits_with_its_error(app: Flask) -> None:
    jobs.enqueue("of the next version", {})
    db.session.commit()
    assert jobs.work_once()
    assert "KeyError" in (db.session.scalars(sa.select(Job.last_error)).one() or "")


@pytest.mark.both_databases
def test_the_same_work_asked_for_by_many_at_once_is_queued_once(
    app: Flask, done: Counter[int]
) -> None:
    answers = all_at_once(app, [lambda: enqueue(7, dedupe="reminder:7")] * 12)
    assert answers == [None] * 12
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1
    assert jobs.work_once()
    enqueue(7, dedupe="reminder:7")
    assert not jobs.work_once()
    assert done == {7: 1}


def test_a_job_belongs_to_the_transaction_that_asked_for_it(app: Flask, done: Counter[int]) -> None:
    jobs.enqueue("counting", {"n": 1}, dedupe="x")
    jobs.enqueue("counting", {"n": 2})
    db.session.rollback()
    assert not jobs.work_once()
