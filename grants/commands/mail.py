"""`flask mail send`: drains the outbox."""

import click
from flask.cli import with_appcontext

from grants.mail import sending


@click.group("mail")
def command() -> None:
    """The outbox."""


@command.command("send")
@with_appcontext
def send() -> None:
    """Send every mail whose time has come; fails when some could not be sent."""
    done = 0
    while batch := sending.send_due():
        done += batch
    left = sending.waiting()
    failed = sending.failed()
    click.echo(f"{done} dealt with, {left} waiting for another try, {failed} failed for good")
    if left or failed:
        raise click.ClickException("some mails could not be sent; see /mail/")
