"""`make run`: migrate, fill what is empty, say who can sign in, serve.

Every step says what it does; the second start skips what is done.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from grants.accounts.models import Person
from grants.app import create_app
from grants.core import clock, settings
from grants.core.catalogues import compile_catalogues
from grants.core.db import db
from grants.demo.people import sign_in_table
from grants.demo.world import build_world
from grants.places.service import load_reference
from grants.server import Server


def _step(words: str, act: Callable[[], object]) -> None:
    started = time.monotonic()
    print(f"  {words} …", end="", flush=True)
    act()
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def prepare(app: Flask) -> None:
    """Bring the database to the present schema and fill it when it is empty."""
    with app.app_context():
        _step("bringing the database up to date", upgrade)
        _step("loading countries and cities", load_reference)
        if app.config["DEMO"]:
            _set_clock(app)
            if not db.session.scalar(sa.select(sa.func.count()).select_from(Person)):
                print("  building the demonstration world:", flush=True)
                build_world(app, progress=lambda words: print(f"    {words}", flush=True))
        db.session.remove()


def _set_clock(app: Flask) -> None:
    wanted = app.config["GRANTS_NOW"]
    if wanted:
        moment = datetime.fromisoformat(wanted)
        if moment.tzinfo is None:
            raise SystemExit(
                "GRANTS_NOW must carry its zone, for example 2027-01-15T16:00:00+01:00"
            )
        clock.set_offset(timedelta(0))
        seconds = (moment - clock.now()).total_seconds()
        settings.write(settings.CLOCK_OFFSET, str(seconds))
        db.session.commit()
    seconds_kept = settings.read(settings.CLOCK_OFFSET)
    clock.set_offset(timedelta(seconds=float(seconds_kept or 0)))


def main() -> None:
    """Prepare, print, serve; the worker runs beside and ends with us."""
    started = time.monotonic()
    print("Catalytic Fund grant system", flush=True)
    _step("compiling the translations", compile_catalogues)
    app = create_app()
    prepare(app)
    host, port = "127.0.0.1", app.config["PORT"]
    server = Server(app, host, port)
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "worker"])
    try:
        if app.config["DEMO"]:
            with app.app_context():
                print(sign_in_table(app.config["DEMO_PASSWORD"]), flush=True)
                db.session.remove()
        print(f"Ready in {time.monotonic() - started:.1f} s: http://{host}:{port}", flush=True)
        server.run()
    finally:
        worker.terminate()
        worker.wait(30)


if __name__ == "__main__":
    main()
