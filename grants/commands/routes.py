"""`flask routes-json`: every route with its methods, endpoint and permission."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from grants.core.access import required_permission


@click.command("routes-json")
@with_appcontext
def command() -> None:
    """Print every route as JSON."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        permission = required_permission(app, rule.endpoint)
        rows.append(
            {
                "rule": rule.rule,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "endpoint": rule.endpoint,
                "permission": permission.value if permission else None,
            }
        )
    click.echo(json.dumps(rows, indent=1))
    if any(row["permission"] is None for row in rows):
        raise click.ClickException("a route names no permission")
