"""The worker: does what falls due, slow jobs and mail, until it is told to stop."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import Flask

from grants.board.service.clockwork import close_due
from grants.calls.service.lifecycle import advance
from grants.core import clock, jobs, settings
from grants.core.db import db
from grants.desk import proposal_pdf  # noqa: F401  (registers its job)
from grants.desk.service.bulk import drop_old_runs
from grants.desk.service.bundles import drop_old_bundles
from grants.desk.service.system import forget_the_past, note_worker
from grants.files.service import drop_expired, drop_incoming, sweep
from grants.mail.sending import send_due
from grants.proposals import receipt_pdf  # noqa: F401  (registers its job)
from grants.proposals.service.reminders import remind_due as remind_sponsors, tell_teams
from grants.reviews.service.reminders import remind_due as remind_evaluators

log = logging.getLogger(__name__)

Tick = Callable[[], object]
Send = Callable[[], int]
# What falls due by the clock; each commits its own work.
TICKS: tuple[Tick, ...] = (
    note_worker,
    lambda: advance(clock.now()),
    close_due,
    lambda: _daily(
        sweep, drop_incoming, drop_expired, drop_old_bundles, drop_old_runs, forget_the_past
    ),
    remind_sponsors,
    tell_teams,
    lambda: remind_evaluators(clock.now()),
)

_cleaned_on: list[date] = []


def _daily(*acts: Callable[[], object]) -> None:
    """Once a day of this process; doing it twice does no harm."""
    today = clock.now().date()
    if today in _cleaned_on:
        return
    _cleaned_on[:] = [today]
    for act in acts:
        act()


IDLE_SECONDS = 1.0
TICK_EVERY = timedelta(seconds=15)


def read_clock(app: Flask) -> None:
    """In demo mode the clock may have been moved by a page: follow it."""
    if app.config["DEMO"]:
        seconds = settings.read(settings.CLOCK_OFFSET)
        clock.set_offset(timedelta(seconds=float(seconds or 0)))
        db.session.rollback()


def tick(ticks: Sequence[Tick] = TICKS) -> None:
    """Everything due once; one failing part does not stop the others."""
    for act in ticks:
        try:
            act()
        except Exception:
            log.exception("falling due failed: %s", act)
        finally:
            db.session.rollback()  # each committed its own work: nothing stays open or half done


def work_until_idle(
    app: Flask, most: int = 10_000, ticks: Sequence[Tick] = TICKS, send: Send = send_due
) -> int:
    """Ticks, jobs and mail until nothing is left; answers how much was done."""
    done = 0
    with app.app_context():
        read_clock(app)
        tick(ticks)
        while done < most:
            if jobs.work_once():
                done += 1
                continue
            sent = send()
            if not sent:
                break
            done += sent
        db.session.remove()
    return done


def run(
    app: Flask, stop: threading.Event, ticks: Sequence[Tick] = TICKS, send: Send = send_due
) -> None:
    """Until `stop` is set: jobs and mail at once, ticks every few seconds or when time moves."""
    last_tick = clock.now() - TICK_EVERY * 2
    while not stop.is_set():
        busy = False
        with app.app_context():
            try:
                read_clock(app)
                if abs(clock.now() - last_tick) >= TICK_EVERY:
                    tick(ticks)
                    last_tick = clock.now()
                busy = jobs.work_once() or send() > 0
            except Exception:
                db.session.rollback()
                log.exception("the worker goes on after a fault")
        if not busy:
            stop.wait(IDLE_SECONDS)
