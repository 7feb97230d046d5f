"""`flask assets`: join, rename and compress the static files for production."""

import click
from flask import current_app
from flask.cli import with_appcontext

import config
from grants.core.assets import build_assets


@click.command("assets")
@with_appcontext
def command() -> None:
    """Build the static files into STATIC_DIR."""
    names = build_assets(config.ROOT / "static", current_app.config["STATIC_DIR"])
    click.echo(f"{len(names)} files in {current_app.config['STATIC_DIR']}")
