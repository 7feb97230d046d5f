"""Seats of the Management Board and who sits in them."""

from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person, Seat, SeatHolder, SeatPlace
from grants.accounts.rules.directory import check_may_keep_seats
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref


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
    db.session.commit()
    return seat


def take_seat(
    actor: Actor,
    seat: Seat,
    person: Person,
    place: SeatPlace,
    *,
    starts_at: datetime | None = None,
    operation: str = "",
) -> None:
    """A person sits as member or alternate; whoever sat there before stops."""
    check_may_keep_seats(actor)
    operations.claim(operation, actor, "take-seat")
    db.session.refresh(seat, with_for_update=True)
    before = _holder(seat.id, place)
    if before is not None and before.person_id == person.id:
        raise Refused(msg("This person holds this place already; nothing was changed."))
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
    db.session.commit()


def leave_seat(actor: Actor, seat: Seat, place: SeatPlace, *, operation: str = "") -> None:
    """The place is empty from now on."""
    check_may_keep_seats(actor)
    operations.claim(operation, actor, "leave-seat")
    holder = _holder(seat.id, place)
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
