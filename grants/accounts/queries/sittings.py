"""The seats of the board with who sits and sat there, and who could sit there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import (
    Affiliation,
    Constituency,
    Organisation,
    Person,
    Role,
    RoleGrant,
    Seat,
    SeatHolder,
    SeatPlace,
)
from grants.accounts.queries.standing import stands
from grants.accounts.rules.seats import BOARD_ROLES
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission


@dataclass(frozen=True)
class Sitting:
    """Somebody in a place of a seat; `key` tells this sitting from every other."""

    key: str
    ref: str
    name: str
    starts_at: datetime
    takes_part: bool  # holds a role of the board, and the account is in use


@dataclass(frozen=True)
class SeatRow:
    """A standing seat and who sits in it."""

    id: int
    ref: str
    constituency: str
    organisation_ref: str | None
    organisation: str | None
    starts_at: datetime
    sittings: dict[SeatPlace, Sitting]

    @property
    def name(self) -> str:
        """The organisation; of a seat without one the constituency."""
        return self.organisation or self.constituency

    @property
    def member(self) -> Sitting | None:
        return self.sittings.get(SeatPlace.MEMBER)

    @property
    def alternate(self) -> Sitting | None:
        return self.sittings.get(SeatPlace.ALTERNATE)


@dataclass(frozen=True)
class PastSitting:
    """Somebody who sat in a seat."""

    name: str
    place: SeatPlace
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Candidate:
    """Somebody who holds a role of the board, where they work and where they sit."""

    id: int
    ref: str
    name: str
    roles: tuple[Role, ...]
    bodies: tuple[str, ...]
    places: tuple[tuple[int, SeatPlace], ...]
    seats: tuple[tuple[SeatPlace, str], ...]  # the same places, with the names of the seats


def seat_rows(actor: Actor) -> list[SeatRow]:
    """Every standing seat in the order of the constituencies; one query."""
    return _rows(actor)


def seat_row(actor: Actor, ref: str) -> SeatRow:
    """One standing seat, or NotFound."""
    found = _rows(actor, Seat.ref == ref)
    if not found:
        raise NotFound
    return found[0]


def seat_by_ref(actor: Actor, ref: str) -> Seat:
    """The row of a seat, standing or over, for whoever may change who sits there, or NotFound."""
    if not actor.may(Permission.SEATS_KEEP):
        raise NotFound
    found = db.session.scalar(sa.select(Seat).where(Seat.ref == ref))
    if found is None:
        raise NotFound
    return found


def past_sittings(actor: Actor, seat: SeatRow) -> list[PastSitting]:
    """Who sat in a seat before, the latest first."""
    _check_may_read(actor)
    rows = db.session.execute(
        sa.select(Person.name, SeatHolder.place, SeatHolder.starts_at, SeatHolder.ends_at)
        .join(Person, Person.id == SeatHolder.person_id)
        .where(SeatHolder.seat_id == seat.id, SeatHolder.ends_at <= clock.now())
        .order_by(SeatHolder.ends_at.desc(), SeatHolder.id.desc())
        .limit(50)
    )
    return [PastSitting(*row) for row in rows]


def candidates(actor: Actor, ref: str | None = None) -> list[Candidate]:
    """Who holds a role of the board now and may sign in, by name; three queries.

    `ref` keeps only that person.
    """
    if not actor.may(Permission.SEATS_KEEP):
        raise NotFound
    now = clock.now()
    wanted = [] if ref is None else [Person.ref == ref]
    roles: dict[tuple[int, str, str], list[Role]] = defaultdict(list)
    for row in db.session.execute(
        sa.select(Person.id, Person.ref, Person.name, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role.in_(BOARD_ROLES),
            stands(RoleGrant, now),
            Person.disabled_at.is_(None),
            *wanted,
        )
        .order_by(Person.name, Person.id)
    ):
        roles[row.id, row.ref, row.name].append(row.role)
    people = [person_id for person_id, _, _ in roles]
    bodies, sits = _bodies(people, now), _places(people, now)
    return [
        Candidate(
            person_id,
            person_ref,
            name,
            tuple(held),
            tuple(bodies[person_id]),
            tuple((row.seat_id, row.place) for row in sits[person_id]),
            tuple((row.place, row.organisation or row.constituency) for row in sits[person_id]),
        )
        for (person_id, person_ref, name), held in roles.items()
    ]


def person_to_seat(actor: Actor, ref: str) -> Person:
    """The row of somebody for whoever may put them into a seat; the service checks their role."""
    if not actor.may(Permission.SEATS_KEEP):
        raise NotFound
    found = db.session.scalar(sa.select(Person).where(Person.ref == ref))
    if found is None:
        raise NotFound
    return found


def constituency_called(code: str) -> int:
    """The id of a constituency by its code, or NotFound."""
    found = db.session.scalar(sa.select(Constituency.id).where(Constituency.code == code))
    if found is None:
        raise NotFound
    return found


def _check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.SEATS_READ):
        raise NotFound


def _rows(actor: Actor, *conditions: sa.ColumnElement[bool]) -> list[SeatRow]:
    _check_may_read(actor)
    now = clock.now()
    rows = db.session.execute(
        sa.select(
            Seat.id,
            Seat.ref,
            Constituency.name.label("constituency"),
            Organisation.ref.label("organisation_ref"),
            Organisation.name.label("organisation"),
            Seat.starts_at,
            SeatHolder.id.label("holder_id"),
            SeatHolder.place,
            SeatHolder.starts_at.label("since"),
            Person.ref.label("person_ref"),
            Person.name.label("person"),
            _takes_part(now).label("takes_part"),
        )
        .join(Constituency, Constituency.id == Seat.constituency_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(SeatHolder, sa.and_(SeatHolder.seat_id == Seat.id, stands(SeatHolder, now)))
        .outerjoin(Person, Person.id == SeatHolder.person_id)
        .where(stands(Seat, now), *conditions)
        .order_by(Constituency.position, Organisation.folded_name, Seat.id, SeatHolder.id)
    )
    found: dict[int, SeatRow] = {}
    for row in rows:
        seat = found.setdefault(row.id, SeatRow(*row[:6], sittings={}))
        if row.place is not None:
            seat.sittings[row.place] = Sitting(
                str(row.holder_id), row.person_ref, row.person, row.since, bool(row.takes_part)
            )
    return list(found.values())


def _takes_part(now: datetime) -> sa.ColumnElement[bool]:
    has_role = sa.exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role.in_(BOARD_ROLES), stands(RoleGrant, now)
    )
    return sa.and_(Person.disabled_at.is_(None), has_role)


def _bodies(people: list[int], now: datetime) -> dict[int, list[str]]:
    """Where people work now."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(
        sa.select(Affiliation.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.person_id.in_(people), stands(Affiliation, now))
        .order_by(Organisation.folded_name)
    ):
        found[row.person_id].append(row.name)
    return found


def _places(people: list[int], now: datetime) -> dict[int, list[sa.Row[*tuple[Any, ...]]]]:
    """Where people sit now."""
    found: dict[int, list[sa.Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in db.session.execute(
        sa.select(
            SeatHolder.person_id,
            SeatHolder.seat_id,
            SeatHolder.place,
            Organisation.name.label("organisation"),
            Constituency.name.label("constituency"),
        )
        .join(Seat, Seat.id == SeatHolder.seat_id)
        .join(Constituency, Constituency.id == Seat.constituency_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(SeatHolder.person_id.in_(people), stands(SeatHolder, now), stands(Seat, now))
        .order_by(SeatHolder.id)
    ):
        found[row.person_id].append(row)
    return found
