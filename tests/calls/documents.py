"""The calls that ship with the project, and stored calls as they stand."""

from pathlib import Path

from grants.calls import queries
from grants.calls.exchange import read_call
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument
from grants.core.actor import SYSTEM
from grants.core.db import db

DATA = Path(__file__).parents[2] / "grants" / "calls" / "data"
FILES = sorted(DATA.glob("catf-*.yaml"))
SHIPPED = "CATF-2026"


def text_of(name: str = "catf-2026.yaml") -> str:
    return (DATA / name).read_text(encoding="utf-8")


def shipped(name: str = "catf-2026.yaml") -> CallDocument:
    reading = read_call(text_of(name), name)
    assert not reading.problems
    assert reading.document is not None
    return reading.document


def draft_text() -> str:
    """The call of 2026, which is whole in four languages, as a draft."""
    return text_of().replace("status: published", "status: draft")


def now(ref: str = SHIPPED) -> CallDocument:
    """A call as it is stored."""
    db.session.expire_all()
    return document_of(queries.for_office(SYSTEM, ref))


def version(ref: str = SHIPPED) -> int:
    db.session.expire_all()
    return queries.for_office(SYSTEM, ref).version
