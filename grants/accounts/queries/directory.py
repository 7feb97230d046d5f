"""People as the administrator and the auditor see them, and as each sees themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Invitation, Person, Role, RoleGrant, SignIn
from grants.accounts.queries.people import matches
from grants.accounts.queries.standing import stands
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission


@dataclass(frozen=True)
class PersonRow:
    """A line of the list of people."""

    ref: str
    name: str
    email: str
    roles: tuple[Role, ...]
    confirmed_at: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True)
class RoleRow:
    """A role somebody holds, held or will hold."""

    id: int
    role: Role
    starts_at: datetime
    ends_at: datetime | None
    granted_by: str | None
    ended_by: str | None


@dataclass(frozen=True)
class SessionRow:
    """A device somebody is signed in on."""

    id: int
    ref: str
    created_at: datetime
    seen_at: datetime
    device: str


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that waits for its answer."""

    ref: str
    name: str
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    invited_by: str


@dataclass(frozen=True)
class PersonFile:
    """Everything the page of one person shows."""

    person: Person
    roles: Sequence[RoleRow]
    sessions_open: int


def people_page(
    actor: Actor,
    *,
    text: str = "",
    role: Role | None = None,
    state: str = "",
    offset: int = 0,
    most: int = 50,
) -> tuple[list[PersonRow], int]:
    """One page of people by name, and how many there are; two queries."""
    _check_may_read(actor)
    now = clock.now()
    wanted = _conditions(text, role, state, now)
    total = db.session.scalar(sa.select(sa.func.count(Person.id)).where(*wanted)) or 0
    page = (
        sa.select(Person.id)
        .where(*wanted)
        .order_by(Person.name, Person.id)
        .limit(most)
        .offset(offset)
        .subquery()
    )
    return _with_roles(page, now), total


def _with_roles(page: sa.Subquery, now: datetime) -> list[PersonRow]:
    """The people of a page in its order, each with the roles that stand."""
    rows = db.session.execute(
        sa.select(
            Person.id,
            Person.ref,
            Person.name,
            Person.email,
            Person.confirmed_at,
            Person.disabled_at,
            RoleGrant.role,
        )
        .join(page, page.c.id == Person.id)
        .outerjoin(RoleGrant, sa.and_(RoleGrant.person_id == Person.id, stands(RoleGrant, now)))
        .order_by(Person.name, Person.id, RoleGrant.role)
    )
    found: dict[int, PersonRow] = {}
    for row in rows:
        before = found[row.id].roles if row.id in found else ()
        roles = before if row.role is None else (*before, row.role)
        found[row.id] = PersonRow(
            row.ref, row.name, row.email, roles, row.confirmed_at, row.disabled_at
        )
    return list(found.values())


def _conditions(
    text: str, role: Role | None, state: str, now: datetime
) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if text.strip():
        wanted.append(matches(text))
    if role is not None:
        holders = sa.select(RoleGrant.person_id).where(
            RoleGrant.role == role, stands(RoleGrant, now)
        )
        wanted.append(Person.id.in_(holders))
    match state:
        case "active":
            wanted += [Person.disabled_at.is_(None), Person.confirmed_at.is_not(None)]
        case "unconfirmed":
            wanted += [Person.disabled_at.is_(None), Person.confirmed_at.is_(None)]
        case "disabled":
            wanted.append(Person.disabled_at.is_not(None))
    return wanted


def person_by_ref(actor: Actor, ref: str) -> Person:
    """One person for the directory, or NotFound."""
    _check_may_read(actor)
    person = db.session.scalar(sa.select(Person).where(Person.ref == ref))
    if person is None:
        raise NotFound
    return person


def person_file(actor: Actor, ref: str) -> PersonFile:
    """The page of one person."""
    person = person_by_ref(actor, ref)
    sessions = db.session.scalar(
        sa.select(sa.func.count(SignIn.id)).where(
            SignIn.person_id == person.id, SignIn.ended_at.is_(None)
        )
    )
    return PersonFile(person, roles_of(person.id), sessions or 0)


def roles_of(person_id: int) -> list[RoleRow]:
    """Every role of a person, the latest first."""
    giver, ender = sa.orm.aliased(Person), sa.orm.aliased(Person)
    rows = db.session.execute(
        sa.select(
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.starts_at,
            RoleGrant.ends_at,
            giver.name.label("granted_by"),
            ender.name.label("ended_by"),
        )
        .outerjoin(giver, giver.id == RoleGrant.granted_by_id)
        .outerjoin(ender, ender.id == RoleGrant.ended_by_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.starts_at.desc(), RoleGrant.id.desc())
    )
    return [RoleRow(*row) for row in rows]


def sessions_of(person_id: int) -> list[SessionRow]:
    """Where a person is signed in, the latest use first."""
    rows = db.session.execute(
        sa.select(SignIn.id, SignIn.ref, SignIn.created_at, SignIn.seen_at, SignIn.device)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        .limit(50)
    )
    return [SessionRow(*row) for row in rows]


def invitations_waiting(actor: Actor, *, most: int = 50) -> list[InvitationRow]:
    """Invitations nobody has answered yet, the newest first; those run out are left out."""
    _check_may_read(actor)
    rows = db.session.execute(
        sa.select(
            Invitation.ref,
            Invitation.name,
            Invitation.email,
            Invitation.role,
            Invitation.created_at,
            Invitation.expires_at,
            Person.name.label("invited_by"),
        )
        .join(Person, Person.id == Invitation.invited_by_id)
        .where(
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.id.desc())
        .limit(most)
    )
    return [InvitationRow(*row) for row in rows]


def administrators_standing() -> int:
    """How many people could let others in today."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(sa.distinct(Person.id)))
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(
                RoleGrant.role == Role.ADMINISTRATOR,
                stands(RoleGrant, clock.now()),
                Person.disabled_at.is_(None),
            )
        )
        or 0
    )


def _check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.PEOPLE_READ):
        raise NotFound


def holds(person_id: int, role: Role) -> bool:
    """Does the person hold the role now?"""
    found = db.session.scalar(
        sa.select(RoleGrant.id).where(
            RoleGrant.person_id == person_id, RoleGrant.role == role, stands(RoleGrant, clock.now())
        )
    )
    return found is not None


def own_details(actor: Actor) -> Person:
    """The row of who is asking."""
    person = db.session.get(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise NotFound
    return person
