"""`flask reviews reproduce RANKING` and `flask reviews simulate`."""

import click
from flask.cli import AppGroup

from grants.reviews.queries.frozen import record_of
from grants.reviews.rules.reproduce import Difference, again
from grants.reviews.service.freeze import content_of, is_genuine

command = AppGroup("reviews", help="Frozen rankings made again; calibration tried out.")
SHOWN = 50


@command.command("reproduce")
@click.argument("ref", metavar="RANKING")
def reproduce(ref: str) -> None:
    """Make the frozen RANKING again from its record and compare every figure to the last digit.

    RANKING is the reference in its address. Exit status: 0 when all are equal, 1 when one is not
    or there is no such ranking.
    """
    found = record_of(ref)
    if found is None:
        raise click.ClickException(f"there is no frozen ranking {ref}")
    ranking, rows = found
    if not is_genuine(ranking):
        raise click.ClickException("the content is not what was frozen: its SHA-256 differs")
    content = content_of(ranking)
    result = again(content)
    rule = content.get("rule", {}).get("used", "mean")
    click.echo(f"ranking {ranking.n}, SHA-256 {ranking.sha256}")
    click.echo(f"rule {rule}, {len(content['rows'])} proposals, {result.compared} figures")
    wrong = [*result.differences, *_rows_apart(content["rows"], rows)]
    for one in wrong[:SHOWN]:
        click.echo(str(one))
    if wrong:
        raise click.ClickException(f"{len(wrong)} figures come out otherwise")
    click.echo("every figure is as frozen")


@command.command("simulate")
@click.option("--seed", default=2026, show_default=True)
@click.option("--calls", default=200, show_default=True, help="Made-up calls a scenario.")
def simulate(seed: int, calls: int) -> None:
    """Print how much of the truly best is funded by the mean and by calibrated scores.

    Exit status: 1 when calibration loses more than a point somewhere, or gains nothing where
    strictness differs.
    """
    from grants.reviews import simulation  # heavy: numpy

    outcomes = []
    for one in simulation.simulate(seed, calls):
        outcomes.append(one)
        click.echo(f"{len(outcomes)} of {len(simulation.SCENARIOS)}: {one.scenario.name}", err=True)
    click.echo(simulation.table(outcomes, seed, calls))
    bad = [
        one.scenario.name
        for one in outcomes
        if one.gain < -1 or (one.scenario.leniency_differs and one.gain <= 0)
    ]
    if bad:
        raise click.ClickException(f"calibration falls short in: {'; '.join(bad)}")


def _rows_apart(
    content: list[dict[str, object]], rows: list[dict[str, object]]
) -> list[Difference]:
    """The rows that lists and the board read, beside those of the hashed content."""
    stored = {row["proposal"]: row for row in rows}
    wrong = []
    for one in content:
        row = stored.pop(one["proposal"], None)
        if row is None:
            wrong.append(Difference(f"{one['proposal']} row", None, "in the content"))
            continue
        for name, value in row.items():
            if value != one[name]:
                wrong.append(Difference(f"{one['proposal']} {name} of the row", value, one[name]))
    wrong += [Difference(f"{ref} row", "stored", "not in the content") for ref in stored]
    return wrong
