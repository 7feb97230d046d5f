"""`flask places load` and `flask places import-list FILE`: countries, their lists and cities."""

import csv
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from grants.core.errors import DomainError
from grants.places.service import ListVersion, import_list, load_reference

command = AppGroup("places", help="Countries and cities.")
DAY = click.DateTime(["%Y-%m-%d"])
COLUMNS = ("country", "income_group")


@command.command("load")
def load() -> None:
    """Load countries, the list of eligible countries and cities into an empty database."""
    click.echo("loaded" if load_reference() else "already there")


@command.command("import-list")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", required=True, help="Such as dac-2026-2027; calls name it.")
@click.option("--name", required=True)
@click.option("--valid-from", type=DAY, required=True)
@click.option("--valid-to", type=DAY)
@click.option("--source", required=True, help="Who published it, and where.")
def import_version(
    file: Path,
    code: str,
    name: str,
    valid_from: datetime,
    valid_to: datetime | None,
    source: str,
) -> None:
    """Add a version of a country list from FILE, a CSV with the columns country, income_group."""
    version = ListVersion(
        code=code,
        name=name,
        valid_from=valid_from.date(),
        valid_to=valid_to.date() if valid_to else None,
        source=source,
        income_groups=_income_groups(file),
    )
    try:
        click.echo("imported" if import_list(version) else "already there")
    except DomainError as error:
        raise click.ClickException(str(error.message))


def _income_groups(file: Path) -> dict[str, str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not text in UTF-8; nothing was imported")
    found: dict[str, str] = {}
    for n, row in enumerate(rows, 2):
        if any(row.get(name) is None for name in COLUMNS):
            raise click.ClickException(
                f"{file.name}:{n}: expected the columns {', '.join(COLUMNS)}; nothing was imported"
            )
        if row["country"] in found:
            raise click.ClickException(
                f"{file.name}:{n}: {row['country']} is there twice; nothing was imported"
            )
        found[row["country"]] = row["income_group"]
    return found
