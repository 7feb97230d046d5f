"""`flask worker`: jobs, mail, reminders and deadlines, until stopped."""

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from grants import worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Do everything that is due, then stop.")
@with_appcontext
def command(once: bool) -> None:
    """Do slow jobs, send mail and let deadlines fall due."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        click.echo(f"{worker.work_until_idle(app)} done")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo("worker: started")
    worker.run(app, stop)
    click.echo("worker: stopped")
