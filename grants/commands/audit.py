"""`flask audit verify`: was the trail changed?"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from grants.audit.service import verify

SHOWN = 50


@click.group("audit")
def command() -> None:
    """The trail."""


@command.command("verify")
@click.option(
    "--anchor", type=click.Path(path_type=Path), help="Default: INSTANCE_DIR/trail.anchor"
)
@with_appcontext
def verify_trail(anchor: Path | None) -> None:
    """Recompute every link of the trail; fails and says where when one does not hold."""
    problems = verify(anchor or current_app.config["INSTANCE_DIR"] / "trail.anchor")
    for problem in problems[:SHOWN]:
        click.echo(str(problem))
    if problems:
        raise click.ClickException(f"the trail was changed: {len(problems)} problems")
    click.echo("the trail is whole")
