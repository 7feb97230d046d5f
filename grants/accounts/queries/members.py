"""The register of members that sponsors are chosen from, and the seats of the board."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import (
    Constituency,
    Membership,
    Organisation,
    Person,
    Seat,
    SeatHolder,
    SeatPlace,
)
from grants.accounts.queries.standing import stands
from grants.core import clock
from grants.core.db import UtcDateTime, db, read
from grants.core.text import fold


@dataclass(frozen=True)
class MemberRow:
    """A member of the partnership; `label` is how it is shown in a choice."""

    organisation_id: int
    ref: str
    name: str
    acronym: str
    constituency: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


@dataclass(frozen=True)
class StandingSeat:
    """A seat on the board that stands now, with who holds it."""

    id: int
    ref: str
    constituency_id: int
    constituency: str
    organisation_id: int | None
    organisation: str | None
    member_id: int | None
    member: str | None
    alternate_id: int | None
    alternate: str | None

    @property
    def is_held(self) -> bool:
        return self.member_id is not None or self.alternate_id is not None


def members(text: str = "", *, organisation_id: int | None = None) -> list[MemberRow]:
    """Standing memberships of organisations not merged away, by name.

    `text` keeps those whose name or acronym holds it; `organisation_id` only that one.
    """
    query = (
        sa.select(
            Organisation.id,
            Organisation.ref,
            Organisation.name,
            Organisation.acronym,
            Constituency.name,
        )
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Constituency, Constituency.id == Membership.constituency_id)
        .where(stands(Membership, clock.now()), Organisation.merged_into_id.is_(None))
        .order_by(Organisation.folded_name, Organisation.id)
    )
    if text.strip():
        query = query.where(
            sa.or_(
                Organisation.folded_name.contains(fold(text.strip()), autoescape=True),
                sa.func.lower(Organisation.acronym).contains(text.strip().lower(), autoescape=True),
            )
        )
    if organisation_id is not None:
        query = query.where(Organisation.id == organisation_id)
    return [MemberRow(*row) for row in db.session.execute(query)]


def constituencies() -> dict[str, str]:
    """Names of the constituencies by code, in their order."""
    rows = db.session.execute(
        sa.select(Constituency.code, Constituency.name).order_by(Constituency.position)
    )
    return {row.code: row.name for row in rows}


def seats() -> list[StandingSeat]:
    """Every standing seat, in the order of the constituencies."""
    return _as_seats(read(_holders(), {"now": clock.now()}))


def seat_of(person_id: int) -> StandingSeat | None:
    """The seat a person holds now: as member before as alternate; None when they hold none."""
    held = _as_seats(read(_held(), {"now": clock.now(), "person": person_id}))
    return min(held, key=lambda seat: seat.member_id != person_id, default=None)


def _as_seats(rows: Iterable[sa.Row[*tuple[Any, ...]]]) -> list[StandingSeat]:
    by_seat: dict[int, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        by_seat.setdefault(row.id, []).append(row)
    return [_seat(own) for own in by_seat.values()]


@cache
def _held() -> sa.Select[*tuple[Any, ...]]:
    own = sa.select(SeatHolder.seat_id).where(
        SeatHolder.person_id == sa.bindparam("person"),
        stands(SeatHolder, sa.bindparam("now", type_=UtcDateTime())),
    )
    return _holders().where(Seat.id.in_(own))


@cache
def _holders() -> sa.Select[*tuple[Any, ...]]:
    """A row for each holder of a standing seat; on most pages of the board, so built once."""
    now = sa.bindparam("now", type_=UtcDateTime())
    return (
        sa.select(
            Seat.id,
            Seat.ref,
            Seat.constituency_id,
            Constituency.name.label("constituency"),
            Seat.organisation_id,
            Organisation.name.label("organisation"),
            SeatHolder.place,
            SeatHolder.person_id,
            Person.name.label("person"),
        )
        .join(Constituency, Constituency.id == Seat.constituency_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(SeatHolder, sa.and_(SeatHolder.seat_id == Seat.id, stands(SeatHolder, now)))
        .outerjoin(Person, Person.id == SeatHolder.person_id)
        .where(stands(Seat, now))
        .order_by(Constituency.position, Seat.id, SeatHolder.id)
    )


def _seat(rows: list[sa.Row[*tuple[Any, ...]]]) -> StandingSeat:
    """One seat from a row for each of its holders."""
    holders = {row.place: (row.person_id, row.person) for row in rows if row.place}
    member = holders.get(SeatPlace.MEMBER, (None, None))
    alternate = holders.get(SeatPlace.ALTERNATE, (None, None))
    one = rows[0]
    return StandingSeat(
        id=one.id,
        ref=one.ref,
        constituency_id=one.constituency_id,
        constituency=one.constituency,
        organisation_id=one.organisation_id,
        organisation=one.organisation,
        member_id=member[0],
        member=member[1],
        alternate_id=alternate[0],
        alternate=alternate[1],
    )
