"""Who is asking: Flask-Login over the sign-in sessions of the database."""

from datetime import timedelta

from flask import Flask, current_app, g
from flask_login import LoginManager, UserMixin, current_user

from grants.accounts import queries
from grants.accounts.service import session as service
from grants.core import clock
from grants.core.actor import VISITOR, Actor
from grants.core.digest import sha256

login_manager = LoginManager()
login_manager.session_protection = None  # the row on the server decides, not the address


class SignedIn(UserMixin):
    """What Flask-Login holds for the length of a request."""

    def __init__(self, token: str, actor: Actor):
        self.id = token
        self.actor = actor


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_session(token: str) -> SignedIn | None:
    """The person behind the cookie's token, unless the session is ended, idle or too old."""
    found = queries.open_session(sha256(token))
    if found is None:
        return None
    if current_app.config["DEMO"]:
        clock.set_offset(timedelta(seconds=float(found.clock_offset or 0)))
    now = clock.now()
    if (
        now - found.seen_at > current_app.config["SESSION_IDLE"]
        or now - found.created_at > current_app.config["SESSION_LONGEST"]
    ) and not current_app.config["DEMO"]:
        service.end_session(found.id)
        return None
    if now - found.seen_at > service.SEEN_EVERY:
        service.touch_session(found.id)
    return SignedIn(token, found.actor)


def load_actor() -> None:
    """Before every request: who is it?"""
    g.actor = current_user.actor if current_user.is_authenticated else VISITOR


def attach_sessions(app: Flask) -> None:
    login_manager.init_app(app)
    app.before_request(load_actor)
