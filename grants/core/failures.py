"""How a refusal or a fault is answered: roll back, log what is needed, say what happened."""

import secrets
from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from grants.core import i18n
from grants.core.db import db
from grants.core.errors import Conflict, DomainError, SignedOut, TooMany
from grants.core.messages import msg
from grants.core.typed import form_page, typed

SHOWN = {400, 401, 403, 404, 405, 409, 413, 422, 429}
Answer = tuple[str | Response, int] | tuple[str | Response, int, dict[str, str]]


def wants_json() -> bool:
    """Autosave and uploads in pieces talk JSON; people read pages."""
    return (
        request.headers.get("X-Requested-With") in ("autosave", "upload")
        or "Tus-Resumable" in request.headers
    )


def _page(status: int, **context: Any) -> Answer:
    g.reference = secrets.token_hex(4)
    known = status if status in SHOWN else 500
    template = 404 if known == 405 else known
    if wants_json():
        answer = {"message": context.get("message") or "", "reference": g.reference}
        if context.get("back_url"):
            answer["url"] = context["back_url"]
        return jsonify(answer), status
    context.setdefault("typed", typed())
    body = render_template(f"errors/{template}.html", reference=g.reference, **context)
    return body, status


def domain_error(error: DomainError) -> Answer:
    db.session.rollback()
    context: dict[str, Any] = {"message": i18n.render(error.message)}
    if isinstance(error, SignedOut):
        context = {}
    if isinstance(error, Conflict):
        context["back_url"] = _page_of(error)
        if error.mine:
            context.update(mine=error.mine, theirs=error.theirs)
    if isinstance(error, TooMany):
        minutes = -(-error.wait_seconds // 60)
        body, status = _page(429, wait_minutes=minutes, **context)[:2]
        return body, status, {"Retry-After": str(error.wait_seconds)}
    return _page(error.status, **context)


def _page_of(conflict: Conflict) -> str | None:
    """Where the present text stands: as the service says, else the form's own page."""
    if conflict.back is not None:
        return url_for(conflict.back.endpoint, **conflict.back.values)
    return form_page()


def stale_row(_error: StaleDataError) -> Answer:
    """The last line of defence of `version_id_col`: somebody saved in between."""
    return domain_error(Conflict(msg("Somebody changed this while you had it open.")))


def broken_rule(error: IntegrityError) -> Answer:
    """The database refused what the services should have refused: nothing was written."""
    current_app.logger.warning("constraint refused: %s", error.orig)
    return domain_error(
        Conflict(msg("This clashes with something saved in the meantime; nothing was changed."))
    )


def http_error(error: HTTPException) -> Answer | HTTPException:
    db.session.rollback()
    if error.code is None or error.code < 400:
        return error
    return _page(error.code, back_url=form_page() if error.code == 413 else None)


def csrf_error(_error: CSRFError) -> Answer:
    """The form belongs to a session before this one: what was typed can be sent again."""
    return _page(400)


def fault(error: Exception) -> Answer:
    """Anything else: the log has everything, the reader a reference to quote."""
    db.session.rollback()
    answer = _page(500)
    current_app.logger.exception(
        "fault %s: %s %s", g.reference, request.method, request.path, exc_info=error
    )
    return answer


def attach_failures(app: Flask) -> None:
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(StaleDataError, stale_row)
    app.register_error_handler(IntegrityError, broken_rule)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    if not app.config.get("TESTING"):
        app.register_error_handler(Exception, fault)
