"""Giving money to a line, moving it between lines, setting it aside for a call."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from grants.core.actor import Actor
from grants.core.db import db, savepoint
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.core.money import MAX_CENTS
from grants.core.text import random_ref
from grants.funds.models import Allocation, EntryKind, Envelope
from grants.funds.rules import figures_of
from grants.funds.service.ledger import (
    Cause,
    Purpose,
    allocation_of,
    check_amount,
    post,
    refuse_short,
    update,
    where_allocation,
)


def allocate(actor: Actor, purpose: Purpose, cents: int, cause: Cause) -> Allocation:
    """Money for a line and year; adds to the allocation when there is one already."""
    check_amount(cents)
    with savepoint():
        allocation_id = _ensure_allocation(purpose)
        _add(allocation_id, cents)
        post(actor, EntryKind.ALLOCATION, cents, cause, allocation_id)
    return allocation_of(allocation_id)


def supplement(actor: Actor, allocation_id: int, cents: int, cause: Cause) -> Allocation:
    """More money for an allocation that exists."""
    check_amount(cents)
    with savepoint():
        _add(allocation_id, cents)
        post(actor, EntryKind.ALLOCATION, cents, cause, allocation_id)
    return allocation_of(allocation_id)


def transfer(actor: Actor, from_id: int, to_id: int, cents: int, cause: Cause) -> None:
    """From one allocation to another of the same currency; only what nothing holds may go."""
    check_amount(cents)
    if from_id == to_id:
        raise Refused(msg("Choose two different allocations: money cannot move to where it is."))
    if allocation_of(from_id).currency != allocation_of(to_id).currency:
        raise Refused(msg("Money can only be transferred between allocations of one currency."))
    with savepoint():
        for allocation_id in sorted((from_id, to_id)):
            if allocation_id == to_id:
                _add(to_id, cents)
            else:
                _take_out(from_id, cents)
        post(actor, EntryKind.TRANSFER_OUT, cents, cause, from_id)
        post(actor, EntryKind.TRANSFER_IN, cents, cause, to_id)


def open_envelope(
    actor: Actor, allocation_id: int, name: str, cents: int, cause: Cause
) -> Envelope:
    """Set a part of an allocation aside for a call; the caller points the call to it."""
    check_amount(cents)
    with savepoint():
        fits = Allocation.amount_cents - Allocation.enveloped_cents >= cents
        done = update(
            Allocation, allocation_id, {"enveloped_cents": Allocation.enveloped_cents + cents}, fits
        )
        if not done:
            row = allocation_of(allocation_id)
            refuse_short(where_allocation(row), row.amount_cents - row.enveloped_cents, cents, row)
        envelope = Envelope(
            ref=random_ref(),
            allocation_id=allocation_id,
            name=name,
            amount_cents=cents,
            reserved_cents=0,
            committed_cents=0,
        )
        db.session.add(envelope)
        db.session.flush()
        post(actor, EntryKind.ENVELOPE, cents, cause, allocation_id, envelope.id)
    return envelope


def _add(allocation_id: int, cents: int) -> None:
    fits = Allocation.amount_cents + cents <= MAX_CENTS
    values = {"amount_cents": Allocation.amount_cents + cents}
    if not update(Allocation, allocation_id, values, fits):
        raise Refused(msg("This amount is too large"))


def _take_out(allocation_id: int, cents: int) -> None:
    left = Allocation.amount_cents - cents
    free = sa.and_(
        left >= Allocation.enveloped_cents,
        left >= Allocation.reserved_cents + Allocation.committed_cents,
    )
    if not update(Allocation, allocation_id, {"amount_cents": left}, free):
        row = allocation_of(allocation_id)
        refuse_short(where_allocation(row), figures_of(row).movable, cents, row)


def _ensure_allocation(purpose: Purpose) -> int:
    """The allocation of this purpose, made when missing; two at once make one."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    key = {
        "line_id": purpose.line_id,
        "fiscal_year": purpose.fiscal_year,
        "source": purpose.source,
        "donor": purpose.donor,
        "currency": purpose.currency,
        "restriction": purpose.restriction,
    }
    zero = dict.fromkeys(
        (
            "amount_cents",
            "enveloped_cents",
            "reserved_cents",
            "committed_cents",
            "disbursed_cents",
        ),
        0,
    )
    row = {**key, **zero, "ref": random_ref(), "version": 1}
    db.session.flush()
    db.session.execute(
        insert(Allocation).values(**row).on_conflict_do_nothing(index_elements=list(key))
    )
    found = db.session.scalar(
        sa.select(Allocation.id).where(*(getattr(Allocation, k) == v for k, v in key.items()))
    )
    if found is None:
        raise NotFound
    return found
