"""`flask check-invariants`: what must always be true, recomputed."""

import click
from flask.cli import with_appcontext

from grants.core.invariants import all_checks


@click.command("check-invariants")
@with_appcontext
def command() -> None:
    """Check funds against ledger, statuses against trail, receipts, quorum, files."""
    broken = 0
    for name, check in all_checks().items():
        found = list(check())
        broken += len(found)
        click.echo(f"{'broken' if found else 'holds ':7} {name}")
        for breach in found[:50]:
            click.echo(f"        {breach}")
    if broken:
        raise click.ClickException(f"{broken} breaches")
