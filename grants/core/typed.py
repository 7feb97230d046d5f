"""What a person typed into a form that cannot be taken: given back, to send again or to copy."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

PREFIX = "q_"  # of the fields that answer questions
OURS = frozenset({"csrf_token", "operation", "version", "op"})
# Never written back into a page.
_SECRET = re.compile(r"password|secret|token|code", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """`lines` are for reading, `fields` for sending again; `again` is where the form goes."""

    lines: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    again: str | None
    page: str | None


def typed() -> Typed | None:
    """The fields of a form of ours with something in them; None of anybody else's.

    Who posts here from elsewhere could otherwise write on our pages what they like.
    """
    if request.method != "POST" or not _is_from_here():
        return None
    try:
        form = request.form
    except HTTPException:  # too large to be read at all
        return None
    sent = [(n, v) for n, v in form.items(multi=True) if n != "csrf_token"]
    fields = tuple((name, value) for name, value in sent if not _SECRET.search(name))
    lines = tuple((_words(n), v) for n, v in fields if n not in OURS and v.strip())
    if not lines:
        return None
    again = request.full_path.rstrip("?") if len(fields) == len(sent) else None
    return Typed(lines, fields, again, form_page())


def form_page() -> str | None:
    """The page the form stands on: that of its own address, else where it came from."""
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and adapter.test(request.path, "GET"):
        return request.path
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host or not came_from.path.startswith("/"):
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _is_from_here() -> bool:
    """Browsers say with every form where it stood."""
    said = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(said).netloc == request.host


def _words(name: str) -> str:
    """A field's name, as far as it can be read: "q_budget-0-note" is the note of row 1."""
    parts = name.removeprefix(PREFIX).split("-")
    return " ".join(str(int(p) + 1) if p.isdigit() else p.replace("_", " ") for p in parts)
