"""Whether the system is well: one page for the administrator, one line for a watcher."""

from flask import jsonify, render_template
from werkzeug.wrappers import Response

from grants.core.access import requires
from grants.desk.queries.system import health
from grants.desk.views import blueprint
from grants.permissions import Permission


@blueprint.get("/healthz")
@requires(Permission.PUBLIC_READ)
def healthz() -> tuple[Response, int]:
    """200 when the database answers and the worker was seen lately, else 503; no figures."""
    found = health()
    ok = found.worker_is_alive
    return jsonify({"database": "ok", "worker": "ok" if ok else "not seen"}), 200 if ok else 503


@blueprint.get("/system/")
@requires(Permission.SYSTEM_READ)
def system() -> str:
    return render_template("desk/system.html", health=health())
