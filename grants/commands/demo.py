"""`flask demo build`, `flask demo people`: the demonstration world."""

import json

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from grants.accounts.models import Person
from grants.core.db import db
from grants.demo.directory import directory
from grants.demo.world import build_world
from grants.places.service import load_reference

command = AppGroup("demo", help="The demonstration world.")


@command.command("build")
@click.option("--proposals", type=int, help="Multiply the scored call to so many proposals.")
def build(proposals: int | None) -> None:
    """Build the world into an empty, migrated database; the same seed gives the same world."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.config["DEMO"]:
        raise click.ClickException("only with GRANTS_MODE=demo")
    load_reference()
    if db.session.scalar(sa.select(sa.func.count()).select_from(Person)):
        raise click.ClickException("the database is not empty: remove INSTANCE_DIR first")
    build_world(app, click.echo, proposals=proposals)
    click.echo("built")


@command.command("people")
def people() -> None:
    """Everybody of the demonstration with e-mail, relation and their objects, as JSON."""
    click.echo(json.dumps(directory(), indent=1, ensure_ascii=False))
