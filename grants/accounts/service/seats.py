"""Seats of the Management Board and who sits in them."""

from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import (
    Organisation,
    Person,
    Role,
    RoleGrant,
    Seat,
    SeatHolder,
    SeatPlace,
)
from grants.accounts.queries.standing import stands
from grants.accounts.rules.directory import check_may_keep_seats
from grants.accounts.rules.seats import check_may_sit
from grants.audit.service import record
from grants.core import clock, hooks, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref

EMPTY = "-"  # in the place of a sitting: nobody sits there


def create_seat(
    actor: Actor,
    *,
    constituency_id: int,
    organisation: Organisation | None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    operation: str = "",
) -> Seat:
    """A seat for a constituency, held by an organisation or by nobody yet."""
    check_may_keep_seats(actor)
    operations.claim(operation, actor, "create-seat")
    seat = Seat(
        ref=random_ref(),
        constituency_id=constituency_id,
        organisation_id=organisation.id if organisation else None,
        starts_at=starts_at or clock.now(),
        ends_at=ends_at,
    )
    db.session.add(seat)
    record(
        actor,
        "seat:create",
        seat,
        new={"constituency": constituency_id, "organisation": seat.organisation_id},
    )
    hooks.seat_changed.send(seat, actor=actor)
    operations.keep(operation, actor, seat.ref)
    db.session.commit()
    return seat


def take_seat(
    actor: Actor,
    seat: Seat,
    person: Person,
    place: SeatPlace,
    *,
    starts_at: datetime | None = None,
    seen: str | None = None,
    operation: str = "",
) -> None:
    """A person sits as member or alternate; whoever sat there before stops.

    `seen` is the sitting that the page showed there (`EMPTY` for nobody): Conflict when somebody
    changed it since. The board finds recusals anew in the same transaction.
    """
    check_may_keep_seats(actor)
    operations.claim(operation, actor, "take-seat")
    for row in (seat, person):  # the person too: nobody is put into two seats, or while a role ends
        db.session.refresh(row, with_for_update=True)
    _check_stands(seat)
    before = _holder(seat.id, place)
    _check_seen(before, seen)
    check_may_sit(_roles(person), _places(person), seat.id, place)
    begins = starts_at or clock.now()
    if before is not None:
        before.ends_at = max(begins, before.starts_at)
        db.session.flush()
    holder = SeatHolder(seat_id=seat.id, person_id=person.id, place=place, starts_at=begins)
    db.session.add(holder)
    record(
        actor,
        "seat:take",
        holder,
        old={"person": before.person_id if before else None},
        new={"seat": seat.id, "person": person.id, "place": place.value},
    )
    hooks.seat_changed.send(seat, actor=actor)
    db.session.commit()


def leave_seat(
    actor: Actor,
    seat: Seat,
    place: SeatPlace,
    *,
    seen: str | None = None,
    operation: str = "",
) -> None:
    """The place is empty from now on; `seen` as for taking it."""
    check_may_keep_seats(actor)
    operations.claim(operation, actor, "leave-seat")
    db.session.refresh(seat, with_for_update=True)
    holder = _holder(seat.id, place)
    _check_seen(holder, seen)
    if holder is None:
        raise NotFound
    holder.ends_at = max(clock.now(), holder.starts_at)
    record(actor, "seat:leave", holder, old={"person": holder.person_id}, new={"person": None})
    db.session.commit()


def _holder(seat_id: int, place: SeatPlace) -> SeatHolder | None:
    return db.session.scalar(
        sa.select(SeatHolder).where(
            SeatHolder.seat_id == seat_id, SeatHolder.place == place, SeatHolder.ends_at.is_(None)
        )
    )


def end_seat(actor: Actor, seat: Seat, *, operation: str = "") -> None:
    """The seat is over, and with it no part of a quorum; not while somebody sits in it."""
    check_may_keep_seats(actor)
    operations.claim(operation, actor, "end-seat")
    db.session.refresh(seat, with_for_update=True)
    _check_stands(seat)
    if any(_holder(seat.id, place) for place in SeatPlace):
        raise Refused(msg("Somebody sits in this seat. Empty its places first."))
    seat.ends_at = max(clock.now(), seat.starts_at)
    record(
        actor, "seat:end", seat, old={"ends_at": None}, new={"ends_at": seat.ends_at.isoformat()}
    )
    db.session.commit()


def _check_stands(seat: Seat) -> None:
    if seat.ends_at is not None and seat.ends_at <= clock.now():
        raise Refused(msg("This seat has ended already; nothing was changed."))


def _check_seen(holder: SeatHolder | None, seen: str | None) -> None:
    if seen is not None and seen != (str(holder.id) if holder else EMPTY):
        raise Conflict(msg("Somebody changed who sits there while you had the page open."))


def _roles(person: Person) -> list[Role]:
    """What the person may do now; nothing with an account that is disabled."""
    if person.disabled_at is not None:
        return []
    return list(
        db.session.scalars(
            sa.select(RoleGrant.role).where(
                RoleGrant.person_id == person.id, stands(RoleGrant, clock.now())
            )
        )
    )


def _places(person: Person) -> list[tuple[int, SeatPlace]]:
    """Where the person sits now."""
    now = clock.now()
    rows = db.session.execute(
        sa.select(SeatHolder.seat_id, SeatHolder.place)
        .join(Seat, Seat.id == SeatHolder.seat_id)
        .where(SeatHolder.person_id == person.id, stands(SeatHolder, now), stands(Seat, now))
    )
    return [(row.seat_id, row.place) for row in rows]
