"""The guarded counters and the ledger: one conditional UPDATE, one appended entry."""

from dataclasses import dataclass
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from grants.audit.service import record
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db, identity
from grants.core.errors import NotFound, Refused
from grants.core.messages import Message, msg
from grants.core.money import MAX_CENTS, Amount
from grants.core.text import random_ref
from grants.funds.models import Allocation, BusinessLine, Entry, EntryKind, Envelope, Source
from grants.funds.rules import LINE_WORDS


@dataclass(frozen=True)
class Cause:
    """Why money moves: a decision, an agreement, a call; the label is what people read."""

    kind: str
    id: int
    label: str


@dataclass(frozen=True)
class Purpose:
    """What identifies an allocation: line, year, source, donor, currency and restriction."""

    line_id: int
    fiscal_year: int
    source: Source = Source.CORE
    donor: str = ""
    currency: str = "USD"
    restriction: str = ""


def check_amount(cents: int) -> None:
    if not 0 < cents <= MAX_CENTS:
        raise Refused(msg("The amount must be more than zero."))


def update(
    table: type[Allocation] | type[Envelope],
    row_id: int,
    values: dict[str, sa.ColumnElement[int]],
    condition: sa.ColumnElement[bool],
) -> bool:
    """One conditional UPDATE; True when exactly this row was changed."""
    db.session.flush()
    done = db.session.execute(
        sa.update(table)
        .where(table.id == row_id, condition)
        .values(version=table.version + 1, **values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.get(table, row_id, populate_existing=True)
    return len(done) == 1


def post(
    actor: Actor,
    kind: EntryKind,
    cents: int,
    cause: Cause,
    allocation_id: int,
    envelope_id: int | None = None,
) -> Entry:
    """Append the entry; its cause may be posted once."""
    entry = Entry(
        ref=random_ref(),
        allocation_id=allocation_id,
        envelope_id=envelope_id,
        kind=kind,
        amount_cents=cents,
        cause_kind=cause.kind,
        cause_id=cause.id,
        cause_label=cause.label,
        by_id=actor.person_id,
        at=clock.now(),
    )
    db.session.add(entry)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_entry_cause_once" not in str(error) and "entry.cause_kind" not in str(error):
            raise
        raise Refused(
            msg("%(cause)s has already been posted to the ledger.", cause=cause.label)
        ) from error
    facts = {"cents": cents, "allocation": allocation_id, "envelope": envelope_id}
    new = {**facts, "cause": [cause.kind, cause.id], "entry": identity(entry)}
    record(actor, f"funds:{kind.value}", entry, new=new)
    return entry


def allocation_of(allocation_id: int) -> Allocation:
    found = db.session.get(Allocation, allocation_id)
    if found is None:
        raise NotFound
    return found


def envelope_of(envelope_id: int) -> Envelope:
    found = db.session.get(Envelope, envelope_id)
    if found is None:
        raise NotFound
    return found


def where_allocation(row: Allocation) -> Message:
    """An allocation in words: `Catalytic Fund 2026`."""
    code = db.session.scalar(sa.select(BusinessLine.code).where(BusinessLine.id == row.line_id))
    line = msg(LINE_WORDS.get(code or "", code or ""))
    if row.donor:
        return msg(
            "%(line)s %(year)s (%(donor)s)", line=line, year=row.fiscal_year, donor=row.donor
        )
    return msg("%(line)s %(year)s", line=line, year=row.fiscal_year)


def refuse_short(where: Message, left: int, need: int, row: Allocation) -> NoReturn:
    """Not enough money, with the figures."""
    raise Refused(
        msg(
            "%(where)s has %(left)s left; this needs %(need)s. Nothing was changed.",
            where=where,
            left=Amount(left, row.currency),
            need=Amount(need, row.currency),
        )
    )
