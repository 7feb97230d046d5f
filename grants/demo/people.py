"""Who can be signed in as, for the sign-in page, the bar and the table printed at start."""

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.db import db
from grants.demo.cast import BY_EMAIL, CAST

KEPT_SECONDS = 10
_kept: dict[str, Any] = {}


@dataclass(frozen=True)
class DemoPerson:
    """One line of the list."""

    ref: str
    name: str
    email: str
    relation: str
    group: str


def demo_people() -> list[DemoPerson]:
    """Everybody of the cast who exists and may sign in, in the cast's order.

    One query, kept for a few seconds: nobody joins the cast while it is on stage.
    """
    database = str(db.engine.url)
    if _kept.get("for") == database and time.monotonic() < _kept["until"]:
        people: list[DemoPerson] = _kept["people"]
        return people
    people = _load()
    _kept.update({"for": database, "until": time.monotonic() + KEPT_SECONDS, "people": people})
    return people


def _load() -> list[DemoPerson]:
    rows = db.session.execute(
        sa.select(Person.ref, Person.name, Person.email).where(
            Person.email.in_(BY_EMAIL), Person.disabled_at.is_(None)
        )
    )
    found = {row.email: row for row in rows}
    return [
        DemoPerson(found[c.email].ref, c.name, c.email, c.relation, c.group)
        for c in CAST
        if c.email in found
    ]


def sign_in_table(password: str) -> str:
    """What `make run` prints."""
    people = demo_people()
    width = max((len(p.name) for p in people), default=0)
    mail = max((len(p.email) for p in people), default=0)
    lines = ["", "Sign in as any of these (the sign-in page offers each with one click):", ""]
    group = ""
    for person in people:
        if person.group != group:
            group = person.group
            lines.append(f"  {group}")
        lines.append(f"    {person.name:<{width}}  {person.email:<{mail}}  {person.relation}")
    return "\n".join([*lines, "", f"  Password for all: {password}", ""])
