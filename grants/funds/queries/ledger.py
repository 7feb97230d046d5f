"""The entries of a statement: by pages, newest first, or all of them for the export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.core.db import db, read
from grants.funds.models import Allocation, Entry, EntryKind, Envelope, Source
from grants.funds.queries.statement import Scope, of_line_and_year

PAGE = 50


@dataclass(frozen=True)
class EntryRow:
    """One line of the ledger."""

    id: int
    ref: str
    at: datetime
    kind: EntryKind
    cents: int
    currency: str
    source: Source
    donor: str
    envelope: str | None
    cause_kind: str
    cause_label: str
    reason: str


@dataclass(frozen=True)
class Page:
    """Some entries, newest first; `next_before` leads to the older ones."""

    rows: list[EntryRow]
    next_before: int | None
    is_first: bool


@cache
def _ledger() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Entry.id,
            Entry.ref,
            Entry.at,
            Entry.kind,
            Entry.amount_cents,
            Allocation.currency,
            Allocation.source,
            Allocation.donor,
            Envelope.name,
            Entry.cause_kind,
            Entry.cause_label,
            Entry.reason,
        )
        .join(Allocation, Allocation.id == Entry.allocation_id)
        .outerjoin(Envelope, Envelope.id == Entry.envelope_id)
        .where(of_line_and_year())
    )


@cache
def _newest(*, is_first: bool) -> sa.Select[*tuple[Any, ...]]:
    """A page of the ledger, from its newest entry or older than `before`."""
    query = _ledger().order_by(Entry.id.desc()).limit(PAGE + 1)
    return query if is_first else query.where(Entry.id < sa.bindparam("before"))


def entries(of: Scope, before: int | None = None) -> Page:
    """Fifty entries, newest first, older than `before`."""
    query = _newest(is_first=before is None).where(*of.shown)
    rows = [EntryRow(*row) for row in read(query, {**of.values, "before": before})]
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Page(rows[:PAGE], more, before is None)


def all_entries(of: Scope) -> Iterator[EntryRow]:
    """Every entry, oldest first, for the export."""
    query = _ledger().order_by(Entry.id).where(*of.shown)
    options = {"yield_per": 1000}
    for row in db.session.execute(query, of.values, execution_options=options):
        yield EntryRow(*row)
