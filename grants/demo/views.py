"""Pages that exist only in the demonstration: change person, move the clock, read every mail."""

import time
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response

from grants import worker
from grants.accounts.models import Person
from grants.accounts.service.session import start_session
from grants.accounts.views.session import load_session
from grants.core import clock, i18n, settings
from grants.core.access import current_actor, requires
from grants.core.db import db, set_may_write
from grants.core.errors import NotFound, Refused
from grants.core.forms import Form
from grants.core.i18n import gettext, render
from grants.demo import clock as demo_clock
from grants.demo.cast import BY_EMAIL
from grants.demo.people import DemoPerson, demo_people
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.permissions import Permission

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
PAGE = 50
_read_at = [float("-inf")]


def attach_demo(app: Flask) -> None:
    """Only in demo mode; production has none of this."""
    app.register_blueprint(blueprint)
    app.before_request(follow_clock)
    app.context_processor(bar)
    app.jinja_env.globals["demo_people_list"] = people_list


def follow_clock() -> None:
    """A visitor's request follows the moved clock too, at most a second behind another process
    (a signed-in person's session query brings the offset along)."""
    if current_actor().is_signed_in or time.monotonic() - _read_at[0] < 1:
        return
    seconds = settings.read(settings.CLOCK_OFFSET)
    clock.set_offset(timedelta(seconds=float(seconds or 0)))
    _read_at[0] = time.monotonic()
    db.session.rollback()  # leave the writers' queue: a sign-in counts tries beside it


def bar() -> dict[str, Any]:
    """Who one is and what time it is; on every page, so drawn once a minute for each person."""
    actor = current_actor()
    minute = clock.now().replace(second=0, microsecond=0)
    language = i18n.locale().language
    return {"demo_bar": _bar(language, request.script_root, actor.name, actor.email, minute)}


@lru_cache(maxsize=256)
def _bar(_language: str, _mounted_at: str, name: str, email: str, now: datetime) -> Markup:
    character = BY_EMAIL.get(email)
    relation = character.relation if character else ""
    template = current_app.jinja_env.get_template("demo/bar.html")
    return Markup(  # noqa: S704  (drawn by a template that escapes)
        template.render(name=name, email=email, relation=relation, now=now)
    )


@blueprint.get("/people")
@requires(Permission.DEMO_USE)
def people() -> str:
    return render_template("demo/people.html", password=current_app.config["DEMO_PASSWORD"])


def people_list() -> Markup:
    """Everybody with a button to be them: one form, so that the sign-in page stays quick.

    Its text is made once per language; only the token against forgery is each reader's own.
    """
    text = _people_text(str(i18n.locale()), tuple(p.ref for p in demo_people()))
    return Markup(text.replace("CSRF-TOKEN", generate_csrf()))  # noqa: S704  (ours, escaped above)


@lru_cache(maxsize=16)
def _people_text(_language: str, _who: tuple[str, ...]) -> str:
    groups: dict[str, list[DemoPerson]] = {}
    for person in demo_people():
        groups.setdefault(person.group, []).append(person)
    return render_template("demo/_people.html", groups=groups, token="CSRF-TOKEN")  # noqa: S106


@blueprint.post("/sign-in")
@requires(Permission.DEMO_USE)
def sign_in() -> Response:
    """One click: the person of the cast, with the second factor taken as given."""
    ref = request.form.get("ref", "")
    person = db.session.scalars(sa.select(Person).where(Person.ref == ref)).one_or_none()
    if person is None or person.email not in BY_EMAIL or person.disabled_at is not None:
        raise NotFound
    token = start_session(person.id, second_factor=True, device=gettext("Demonstration"))
    login_user(load_session(token))
    return redirect("/", 303)


@blueprint.get("/clock")
@requires(Permission.DEMO_USE)
def clock_page() -> str:
    return render_template(
        "demo/clock.html",
        form=Form(),
        next_deadline=demo_clock.next_deadline(),
        most=demo_clock.MOST_DAYS,
    )


@blueprint.post("/clock")
@requires(Permission.DEMO_USE)
def move_time() -> Response:
    """Move forward, then let what fell due happen before the next page is shown."""
    try:
        if request.form.get("to") == "next":
            demo_clock.move_to_next_deadline()
        else:
            typed = request.form.get("days", "").strip()
            demo_clock.move_by(int(typed) if typed.isdecimal() and len(typed) < 5 else 0)
    except Refused as error:
        flash(render(error.message), "error")
        return redirect(url_for("demo.clock_page"), 303)
    set_may_write(True)
    worker.work_until_idle(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(gettext("It is now %(at)s.", at=render_now()), "ok")
    return redirect(url_for("demo.clock_page"), 303)


def render_now() -> str:
    from grants.core.i18n import instant

    return instant(clock.now())


@blueprint.get("/mail")
@requires(Permission.DEMO_USE)
def mailbox() -> str:
    """Every mail that would have been sent, newest first; `to` narrows to one address."""
    page = max(1, request.args.get("page", 1, int))
    to = request.args.get("to", "").strip()
    query = sa.select(Mail).order_by(Mail.id.desc())
    if to:
        query = query.where(Mail.address == to)
    rows = list(db.session.scalars(query.offset((page - 1) * PAGE).limit(PAGE + 1)))
    entries = [(row, write_letter(row).subject) for row in rows[:PAGE]]
    address = to or None
    return render_template(
        "demo/mailbox.html",
        entries=entries,
        to=to,
        addresses=db.session.scalars(sa.select(Mail.address).distinct().order_by(Mail.address)),
        newer=url_for("demo.mailbox", page=page - 1, to=address) if page > 1 else None,
        older=url_for("demo.mailbox", page=page + 1, to=address) if len(rows) > PAGE else None,
    )


@blueprint.get("/mail/<ref>")
@requires(Permission.DEMO_USE)
def one_mail(ref: str) -> str:
    row = db.session.scalars(sa.select(Mail).where(Mail.ref == ref)).one_or_none()
    if row is None:
        raise NotFound
    return render_template("demo/mail.html", mail=row, letter=write_letter(row))
