"""Reserving, releasing, committing and paying money of an envelope."""

from typing import NoReturn

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db, savepoint
from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.money import Amount
from grants.funds.models import Allocation, Entry, EntryKind, Envelope
from grants.funds.rules import Figures, effect, figures_of
from grants.funds.service.ledger import (
    Cause,
    allocation_of,
    check_amount,
    envelope_of,
    post,
    refuse_short,
    update,
    where_allocation,
)


def reserve(actor: Actor, envelope_id: int, cents: int, cause: Cause) -> Entry:
    """Hold money for an adopted decision: reserved + committed ≤ envelope ≤ allocation."""
    check_amount(cents)
    return _on_both(actor, envelope_id, EntryKind.RESERVATION, cents, cause)


def release(actor: Actor, envelope_id: int, cents: int, cause: Cause) -> Entry:
    """Give reserved money back to the envelope."""
    check_amount(cents)
    return _on_both(actor, envelope_id, EntryKind.RELEASE, cents, cause)


def commit(actor: Actor, envelope_id: int, cents: int, cause: Cause) -> Entry:
    """Turn a reservation into a commitment, when an agreement is signed."""
    check_amount(cents)
    return _on_both(actor, envelope_id, EntryKind.COMMITMENT, cents, cause)


def disburse(actor: Actor, envelope_id: int, cents: int, cause: Cause) -> Entry:
    """Record a payment of committed money: neither the envelope nor its allocation pays more than
    was committed. The allocation's row is taken first, so of two payments the second sees the
    other."""
    check_amount(cents)
    with savepoint():
        allocation_id = envelope_of(envelope_id).allocation_id
        owed = Allocation.committed_cents - Allocation.disbursed_cents >= cents
        done = update(
            Allocation, allocation_id, {"disbursed_cents": Allocation.disbursed_cents + cents}, owed
        )
        if not done:
            row = allocation_of(allocation_id)
            left = row.committed_cents - row.disbursed_cents
            raise Refused(
                msg(
                    "%(where)s owes %(left)s that is not yet paid; this payment is %(need)s. "
                    "Nothing was changed.",
                    where=where_allocation(row),
                    left=Amount(left, row.currency),
                    need=Amount(cents, row.currency),
                )
            )
        _check_owed(envelope_of(envelope_id), cents)
        return post(actor, EntryKind.DISBURSEMENT, cents, cause, allocation_id, envelope_id)


def _check_owed(envelope: Envelope, cents: int) -> None:
    paid = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Entry.amount_cents), 0)).where(
            Entry.envelope_id == envelope.id, Entry.kind == EntryKind.DISBURSEMENT
        )
    )
    committed = db.session.scalar(
        sa.select(Envelope.committed_cents).where(Envelope.id == envelope.id)
    )
    left = int(committed or 0) - int(paid or 0)
    if cents > left:
        currency = allocation_of(envelope.allocation_id).currency
        raise Refused(
            msg(
                "%(where)s owes %(left)s that is not yet paid; this payment is %(need)s. "
                "Nothing was changed.",
                where=msg("the envelope “%(name)s”", name=envelope.name),
                left=Amount(left, currency),
                need=Amount(cents, currency),
            )
        )


def _on_both(actor: Actor, envelope_id: int, kind: EntryKind, cents: int, cause: Cause) -> Entry:
    """The allocation first, then the envelope; either may refuse, and names its figures."""
    change = effect(kind, cents)
    with savepoint():
        allocation_id = envelope_of(envelope_id).allocation_id
        if not update(Allocation, allocation_id, *_held(Allocation, change)):
            row = allocation_of(allocation_id)
            _refuse_held(where_allocation(row), figures_of(row), kind, cents, row)
        if not update(Envelope, envelope_id, *_held(Envelope, change)):
            envelope = envelope_of(envelope_id)
            where = msg("the envelope “%(name)s”", name=envelope.name)
            _refuse_held(where, figures_of(envelope), kind, cents, allocation_of(allocation_id))
        return post(actor, kind, cents, cause, allocation_id, envelope_id)


def _held(
    table: type[Allocation] | type[Envelope], change: Figures
) -> tuple[dict[str, sa.ColumnElement[int]], sa.ColumnElement[bool]]:
    """New values of reserved and committed, and the condition under which they may be set."""
    reserved = table.reserved_cents + change.reserved
    committed = table.committed_cents + change.committed
    fits = sa.and_(
        reserved >= 0,
        committed >= 0,
        reserved + committed <= table.amount_cents,
    )
    return {"reserved_cents": reserved, "committed_cents": committed}, fits


def _refuse_held(
    where: Message, figures: Figures, kind: EntryKind, cents: int, row: Allocation
) -> NoReturn:
    if kind is EntryKind.RESERVATION:
        refuse_short(where, figures.available, cents, row)
    raise Refused(
        msg(
            "%(where)s has %(left)s reserved; this needs %(need)s. Nothing was changed.",
            where=where,
            left=Amount(figures.reserved, row.currency),
            need=Amount(cents, row.currency),
        )
    )
