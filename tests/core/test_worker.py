"""The worker: jobs, mail and what falls due, in spite of parts that fail."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants import worker
from grants.core import clock, jobs, settings
from grants.core.db import db
from grants.core.settings import Setting


def nothing_to_send() -> int:
    return 0


def failing() -> int:
    db.session.add(Setting(name="half", value="done"))
    db.session.flush()
    raise ValueError("smtp is away")


def test_a_part_that_fails_is_logged_leaves_nothing_and_stops_nobody(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def good() -> None:
        db.session.add(Setting(name="good", value="done"))
        db.session.commit()

    worker.tick((failing, good, failing))
    assert list(db.session.scalars(sa.select(Setting.name))) == ["good"]
    assert caplog.text.count("ValueError: smtp is away") == 2


def test_it_works_until_nothing_is_left_and_says_how_much_that_was(app: Flask) -> None:
    done: list[int] = []

    def act(payload: dict[str, int]) -> None:
        done.append(payload["n"])
        if payload["n"]:
            jobs.enqueue("chain", {"n": payload["n"] - 1})
            db.session.commit()

    waiting = [3, 2]

    def send() -> int:
        return waiting.pop() if waiting else 0

    jobs.handles("chain")(act)
    jobs.enqueue("chain", {"n": 2})
    db.session.commit()
    assert worker.work_until_idle(app, ticks=(), send=send) == 3 + 5
    jobs._handlers.pop("chain")
    assert done == [2, 1, 0]


def test_it_goes_on_after_a_fault_until_it_is_told_to_stop(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    stop = threading.Event()
    turns: list[int] = []

    def send() -> int:
        turns.append(1)
        if len(turns) == 3:
            stop.set()
        return failing()

    worker.run(app, stop, ticks=(), send=send)
    assert len(turns) == 3
    assert caplog.text.count("the worker goes on after a fault") == 3
    assert db.session.get(Setting, "half") is None


def test_when_time_is_moved_what_falls_due_does_so_at_the_next_turn(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    monkeypatch.setitem(app.config, "DEMO", True)
    stop = threading.Event()
    seen: list[timedelta] = []

    def due() -> None:
        seen.append(clock.offset())
        if len(seen) == 2:
            stop.set()
            return
        settings.write(settings.CLOCK_OFFSET, str(86_400))
        db.session.commit()

    worker.run(app, stop, ticks=(due,), send=nothing_to_send)
    assert seen == [timedelta(0), timedelta(days=1)]


def test_in_production_no_row_of_the_database_moves_the_clock(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEMO", False)
    settings.write(settings.CLOCK_OFFSET, str(86_400))
    db.session.commit()
    worker.read_clock(app)
    assert clock.offset() == timedelta(0)
