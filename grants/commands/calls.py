"""`flask calls import FILE` and `flask calls export REF`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from grants.calls import service
from grants.core.actor import SYSTEM
from grants.core.errors import DomainError

command = AppGroup("calls", help="Calls as files.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Create the call of FILE, or change it while it has not opened."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not text in UTF-8; nothing was imported")
    try:
        call = service.import_call(SYSTEM, text, file.name)
    except service.WrongFile as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(str(error.message))
    except DomainError as error:
        raise click.ClickException(str(error.message))
    click.echo(f"{call.ref}: {call.status.value}")


@command.command("export")
@click.argument("ref")
def export_file(ref: str) -> None:
    """Print the call REF as the file that would make it."""
    try:
        click.echo(service.export_call(SYSTEM, ref), nl=False)
    except DomainError:
        raise click.ClickException(f"there is no call {ref}")
