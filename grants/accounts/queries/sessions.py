"""Who is asking: the session, its person, the roles that stand now."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, RoleGrant, SignIn
from grants.accounts.queries.standing import stands
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import UtcDateTime, db, read
from grants.core.settings import CLOCK_OFFSET, Setting
from grants.permissions import Relation


@dataclass(frozen=True)
class Session:
    """An open sign-in session, its person as an actor, and the demo clock's offset if any."""

    id: int
    actor: Actor
    created_at: datetime
    seen_at: datetime
    renew: bool
    clock_offset: str | None


def open_session(token_digest: str) -> Session | None:
    """One query: the session, the person, the standing roles, the demo clock."""
    rows = read(_behind(), {"digest": token_digest, "now": clock.now()})
    if not rows:
        return None
    first = rows[0]
    roles = {Relation(row.role.value) for row in rows if row.role is not None}
    actor = Actor(
        person_id=first.person_id,
        name=first.name,
        email=first.email,
        language=first.language,
        timezone=first.timezone,
        relations=frozenset({Relation.VISITOR, Relation.PERSON, *roles}),
        session_id=first.id,
    )
    return Session(
        id=first.id,
        actor=actor,
        created_at=first.created_at,
        seen_at=first.seen_at,
        renew=first.renew,
        clock_offset=first.offset,
    )


@cache
def _behind() -> sa.Select[*tuple[Any, ...]]:
    """A row for each standing role, or one without a role; asked at every request, built once."""
    now = sa.bindparam("now", type_=UtcDateTime())
    offset = sa.select(Setting.value).where(Setting.name == CLOCK_OFFSET).scalar_subquery()
    return (
        sa.select(
            SignIn.id,
            SignIn.created_at,
            SignIn.seen_at,
            SignIn.renew,
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            Person.language,
            Person.timezone,
            RoleGrant.role,
            offset.label("offset"),
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(
            RoleGrant,
            sa.and_(RoleGrant.person_id == Person.id, stands(RoleGrant, now)),
        )
        .where(
            SignIn.token_digest == sa.bindparam("digest"),
            SignIn.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
    )


def actor_of(person_id: int) -> Actor:
    """A person as an actor, for commands, the demo world and tests; they must exist."""
    person = db.session.get_one(Person, person_id)
    roles = db.session.scalars(
        sa.select(RoleGrant.role).where(
            RoleGrant.person_id == person_id, stands(RoleGrant, clock.now())
        )
    )
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        timezone=person.timezone,
        relations=frozenset(
            {Relation.VISITOR, Relation.PERSON, *(Relation(r.value) for r in roles)}
        ),
    )
