"""How a refusal or a fault is answered: roll back, log what is needed, say what happened."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from grants.core import i18n
from grants.core.db import db
from grants.core.errors import Conflict, DomainError, TooMany
from grants.core.messages import msg

SHOWN = {400, 403, 404, 405, 409, 413, 422, 429}
Answer = tuple[str | Response, int] | tuple[str | Response, int, dict[str, str]]


def wants_json() -> bool:
    """Autosave and suggestions talk JSON; people read pages."""
    return request.headers.get("X-Requested-With") in ("autosave", "upload")


def _page(status: int, **context: Any) -> Answer:
    g.reference = secrets.token_hex(4)
    known = status if status in SHOWN else 500
    template = 404 if known == 405 else known
    if wants_json():
        answer = {"message": context.get("message") or "", "reference": g.reference}
        if context.get("back_url"):
            answer["url"] = context["back_url"]
        return jsonify(answer), status
    body = render_template(f"errors/{template}.html", reference=g.reference, **context)
    return body, status


def domain_error(error: DomainError) -> Answer:
    db.session.rollback()
    context: dict[str, Any] = {"message": i18n.render(error.message)}
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
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and adapter.test(request.path, "GET"):
        return request.path
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host or not came_from.path.startswith("/"):
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


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
    return _page(error.code)


def csrf_error(_error: CSRFError) -> Answer:
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
