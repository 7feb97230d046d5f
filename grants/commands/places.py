"""`flask places load`: the reference tables of countries and cities."""

import click
from flask.cli import AppGroup

from grants.places.service import load_reference

command = AppGroup("places", help="Countries and cities.")


@command.command("load")
def load() -> None:
    """Load countries, the list of eligible countries and cities into an empty database."""
    click.echo("loaded" if load_reference() else "already there")
