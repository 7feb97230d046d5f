"""Who is asking: Flask-Login over the sign-in sessions of the database."""

from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import URLSafeTimedSerializer

from grants.accounts import queries
from grants.accounts.service import session as service
from grants.core import clock
from grants.core.access import current_actor
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
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        service.leave_queue()
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
    if found.renew and request.method == "GET":
        token = session["_user_id"] = service.renew_session(found.id, token)
    return SignedIn(token, found.actor)


def enter(secret: str) -> None:
    """A new session on this device; nothing of the one before is carried over."""
    session.clear()
    session["_user_id"] = secret
    session["_fresh"] = True


def leave() -> None:
    """Signing out: the session ends on the server, and the cookie is emptied."""
    actor = current_actor()
    if actor.session_id is not None:
        service.end_session(actor.session_id)
    session.clear()


def load_actor() -> None:
    """Before every request: who is it?"""
    g.actor = current_user.actor if current_user.is_authenticated else VISITOR


class SignedCookie(SecureCookieSessionInterface):
    """Flask's own cookie; what signs it is made once and not twice for every answer."""

    def __init__(self) -> None:
        self._made: dict[object, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        key = app.secret_key
        if key not in self._made:
            self._made = {key: super().get_signing_serializer(app)}
        return self._made[key]


def attach_sessions(app: Flask) -> None:
    app.session_interface = SignedCookie()
    login_manager.init_app(app)
    app.before_request(load_actor)
