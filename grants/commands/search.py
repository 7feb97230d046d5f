"""`flask search rebuild`: index every submitted proposal anew."""

import click
from flask.cli import AppGroup

from grants.proposals.service.search_index import rebuild as index_anew

command = AppGroup("search", help="The full-text index of submitted proposals.")


@command.command("rebuild")
def rebuild() -> None:
    """Index every submitted proposal anew; searches made meanwhile find what is done so far."""
    done = index_anew(lambda done, total: click.echo(f"{done} of {total} proposals indexed"))
    click.echo("nothing was submitted yet" if done == 0 else "whole")
