"""`flask calls import FILE`, `flask calls export REF` and `flask calls diff A B`."""

import difflib
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from grants.calls import service
from grants.calls.exchange import read_call, write_call
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


@command.command("diff")
@click.argument("a")
@click.argument("b")
def diff(a: str, b: str) -> None:
    """Print what differs between the calls A and B, each a reference or the path of a file.

    Exit status: 0 when they are equal, 1 when they differ, 2 when one cannot be read.
    """
    first, second = (_text_of(one).splitlines(keepends=True) for one in (a, b))
    found = list(difflib.unified_diff(first, second, fromfile=a, tofile=b))
    click.echo("".join(found), nl=False)
    sys.exit(1 if found else 0)


class Unreadable(click.ClickException):
    """One of two calls is not there or cannot be read: nothing can be compared."""

    exit_code = 2


def _text_of(name: str) -> str:
    """A call as its export would be, so that only what it says is compared and not its layout."""
    path = Path(name)
    if path.is_file():
        return _read(path)
    if path.suffix in (".yaml", ".yml") or "/" in name:
        raise Unreadable(f"there is no file {name}")
    try:
        return service.export_call(SYSTEM, name)
    except DomainError:
        raise Unreadable(f"there is no call {name}, and no file of this name")


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not text in UTF-8")
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}")
    reading = read_call(text, path.name)
    for problem in reading.problems:
        click.echo(str(problem), err=True)
    if reading.document is None or reading.problems:
        raise Unreadable(f"{path.name} is not the file of a call")
    return write_call(reading.document)
