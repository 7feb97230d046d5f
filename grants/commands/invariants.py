"""`flask check-invariants`: what must always be true, recomputed."""

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from grants.board.queries import invariants as _board  # noqa: F401  (each registers its checks)
from grants.calls.queries import invariants as _calls  # noqa: F401
from grants.core.invariants import Breach, all_checks, invariant
from grants.files.service import orphans
from grants.funds.queries import invariants as _funds  # noqa: F401
from grants.messages.queries import invariants as _messages  # noqa: F401
from grants.notes.queries import invariants as _notes  # noqa: F401
from grants.proposals.service import invariants as _proposals  # noqa: F401
from grants.reviews.queries import invariants as _reviews  # noqa: F401


@invariant("no orphan file")
def no_orphan_file() -> Iterator[Breach]:
    """Every upload has its content and its owner, and all content on disk is known."""
    for orphan in orphans():
        yield Breach("no orphan file", orphan.where, orphan.what)


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
