"""An application with pages that go wrong in every way, over the test's database."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask, abort, redirect, render_template_string, send_file, session
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from grants.core.access import requires
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from grants.core.messages import Link, msg
from grants.core.settings import Setting
from grants.permissions import Permission
from tests.conftest import Database
from tests.databases import application

odd = Blueprint("odd", __name__, url_prefix="/odd")
BOTH = {"mine": {"Title": "ours"}, "theirs": {"Title": "theirs"}}
FAILURES = {
    "not-found": NotFound(),
    "forbidden": Forbidden(),
    "refused": Refused(msg("The amount is above %(most)s.", most=7)),
    "conflict": Conflict(msg("Saved in another window."), **BOTH),
    "conflict-elsewhere": Conflict(
        msg("Saved in another window."), **BOTH, back=Link("odd.page", {"n": 7})
    ),
    "conflict-plain": Conflict(msg("It was done before.")),
    "too-many": TooMany(msg("Please wait."), 61),
    "stale": StaleDataError("UPDATE matched 0 rows"),
    "constraint": IntegrityError("INSERT", {}, Exception("ck_thing_positive")),
    "fault": ZeroDivisionError("secret detail"),
}


@odd.route("/fail/<kind>", methods=["GET", "POST"])
@requires(Permission.PUBLIC_READ)
def fail(kind: str) -> str:
    raise FAILURES[kind]


@odd.post("/only-post/<kind>")
@requires(Permission.PUBLIC_READ)
def only_post(kind: str) -> str:
    raise FAILURES[kind]


@odd.get("/abort/<int:status>")
@requires(Permission.PUBLIC_READ)
def stop(status: int) -> str:
    abort(status)


@odd.get("/page/<int:n>")
@requires(Permission.PUBLIC_READ)
def page(n: int) -> str:
    return render_template_string(
        "{% extends 'base.html' %}{% block title %}P{% endblock %}"
        "{% block main %}<h1>P</h1><p>{{ csrf_token() }}</p>{% endblock %}"
    )


@odd.get("/token")
@requires(Permission.PUBLIC_READ)
def token() -> str:
    from flask_wtf.csrf import generate_csrf

    return generate_csrf()


@odd.get("/away")
@requires(Permission.PUBLIC_READ)
def away() -> object:
    session["seen"] = True
    return redirect("/odd/page/1", 303)


@odd.get("/download")
@requires(Permission.PUBLIC_READ)
def download() -> object:
    return send_file(__file__, as_attachment=True)


@odd.get("/unmarked")
def unmarked() -> str:
    return "nobody said who may see this"


@odd.get("/officers")
@requires(Permission.PROPOSAL_LIST)
def officers() -> str:
    return "for the office"


@odd.route("/writes-by-<how>", methods=["GET", "POST"])
@requires(Permission.PUBLIC_READ)
def writes(how: str) -> str:
    if how == "session":
        db.session.add(Setting(name="written", value="yes"))
    else:
        db.session.execute(sa.insert(Setting).values(name="written", value="yes"))
    db.session.commit()
    return "written"


@pytest.fixture
def odd_app(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """As in a real run: faults are answered, not raised."""
    folder = tmp_path_factory.mktemp("odd")
    url = database.app.config["SQLALCHEMY_DATABASE_URI"]
    app = application(folder, url, TESTING=False)
    app.register_blueprint(odd)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
