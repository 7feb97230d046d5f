"""People for other domains: who they are, where their mail goes, who holds a role."""

from collections.abc import Iterable

import sqlalchemy as sa

from grants.accounts.models import Person, Role, RoleGrant
from grants.accounts.queries.standing import stands
from grants.accounts.rules import normal_email
from grants.core import clock
from grants.core.db import db
from grants.mail.service import Addressee


def names(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id; ids of nobody are left out."""
    wanted = {i for i in person_ids if i is not None}
    if not wanted:
        return {}
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def addressees(person_ids: Iterable[int]) -> list[Addressee]:
    """Where mail to these people goes; disabled accounts get none. In the order of ids."""
    wanted = set(person_ids)
    if not wanted:
        return []
    rows = db.session.execute(
        sa.select(Person.email, Person.language, Person.id)
        .where(Person.id.in_(wanted), Person.disabled_at.is_(None))
        .order_by(Person.id)
    )
    return [Addressee(row.email, row.language, row.id) for row in rows]


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(sa.select(Person).where(Person.email == normal_email(email)))


def people_with(role: Role) -> list[tuple[int, str]]:
    """Ids and names of those who hold a role now and may sign in, by name."""
    rows = db.session.execute(
        sa.select(Person.id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == role,
            stands(RoleGrant, clock.now()),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def people_matching(text: str, *, most: int = 50) -> list[int]:
    """Ids of people whose name or address holds the text."""
    rows = db.session.scalars(
        sa.select(Person.id).where(matches(text)).order_by(Person.id).limit(most)
    )
    return list(rows)


def matches(text: str) -> sa.ColumnElement[bool]:
    """Name or address holds the text, letter case aside."""
    wanted = text.strip().lower()
    return sa.or_(
        sa.func.lower(Person.name).contains(wanted, autoescape=True),
        Person.email.contains(wanted, autoescape=True),
    )
