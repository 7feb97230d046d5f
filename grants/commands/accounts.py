"""`flask accounts create-admin`: the first administrator of a new installation."""

import click
from flask.cli import with_appcontext

from grants.accounts.service.people import create_administrator
from grants.core.errors import DomainError
from grants.core.messages import Link
from grants.mail.letter import address


@click.group("accounts")
def command() -> None:
    """People."""


@command.command("create-admin")
@click.argument("email")
@click.option("--name", prompt="Name", help="As it should stand in letters.")
@with_appcontext
def create_admin(email: str, name: str) -> None:
    """Make EMAIL an administrator and print a link to choose a password."""
    try:
        token = create_administrator(email=email, name=name)
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    if token is None:
        click.echo(f"{email} has an account with a password and is now an administrator.")
        return
    click.echo(f"{email} is an administrator. Open this link within an hour, once:")
    click.echo(address(Link("accounts.reset", {"token": token}, secret=True)))
