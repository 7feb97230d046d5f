"""The gate before every view: a page that names no permission is refused.

The second gate is in the loaders and services of each domain, which take the actor again.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from grants.core.actor import VISITOR, Actor
from grants.core.errors import Forbidden, SignedOut
from grants.core.failures import wants_json
from grants.core.typed import typed
from grants.permissions import Permission, may_reach

View = TypeVar("View", bound=Callable[..., object])

ATTRIBUTE = "required_permission"


def requires(permission: Permission) -> Callable[[View], View]:
    """Name the permission a view needs; nearest to the function, under the route."""

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, permission)
        return view

    return mark


def current_actor() -> Actor:
    """Who is asking; a visitor until the session has been read."""
    actor: Actor = g.get("actor", VISITOR)
    return actor


def required_permission(app: Flask, endpoint: str) -> Permission | None:
    """The permission a route names, read from the attribute of its view."""
    found: Permission | None = getattr(app.view_functions[endpoint], ATTRIBUTE, None)
    return found


def guard() -> Response | None:
    """Run before every request, after the actor is known."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    permission = required_permission(current_app, request.endpoint)
    if permission is None:
        current_app.logger.error("route %s names no permission", request.endpoint)
        abort(403)
    actor = current_actor()
    if may_reach(permission, actor.relations):
        return None
    if not actor.is_signed_in:
        if wants_json() or typed() is not None:
            raise SignedOut
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=back))
    raise Forbidden
