"""Statements: what a line has this year, at a glance and entry by entry."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db, read
from grants.core.errors import NotFound
from grants.funds.models import Allocation, BusinessLine, Entry, EntryKind, Envelope, Source
from grants.funds.queries.veil import Causes, hidden_causes, hidden_figures, is_hidden
from grants.funds.rules import Figures
from grants.permissions import Permission

PAGE = 50


@dataclass(frozen=True)
class Glance:
    """One business line in one year and currency."""

    code: str
    currency: str
    figures: Figures


@dataclass(frozen=True)
class Holding:
    """One allocation: its source and figures."""

    id: int
    ref: str
    source: Source
    donor: str
    restriction: str
    currency: str
    figures: Figures


@dataclass(frozen=True)
class EnvelopeRow:
    """One envelope of a call."""

    ref: str
    name: str
    currency: str
    figures: Figures


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


@dataclass(frozen=True)
class Statement:
    """A line in a year: totals by currency, its allocations and envelopes."""

    code: str
    year: int
    is_veiled: bool
    holdings: list[Holding]
    envelopes: list[EnvelopeRow]
    totals: dict[str, Figures] = field(default_factory=dict)


def _check(actor: Actor) -> None:
    if not actor.may(Permission.FUNDS_READ):
        raise NotFound


def years(actor: Actor) -> list[int]:
    """Years that have an allocation, newest first."""
    _check(actor)
    return list(
        db.session.scalars(
            sa.select(Allocation.fiscal_year).distinct().order_by(Allocation.fiscal_year.desc())
        )
    )


def glance(actor: Actor, year: int) -> list[Glance]:
    """The four lines in their order; a line without an allocation shows zeros."""
    _check(actor)
    rows = db.session.execute(
        sa.select(
            BusinessLine.code,
            Allocation.id,
            Allocation.currency,
            Allocation.amount_cents,
            Allocation.enveloped_cents,
            Allocation.reserved_cents,
            Allocation.committed_cents,
            Allocation.disbursed_cents,
        )
        .outerjoin(
            Allocation,
            sa.and_(Allocation.line_id == BusinessLine.id, Allocation.fiscal_year == year),
        )
        .order_by(BusinessLine.position, Allocation.id)
    ).all()
    hidden, _ = hidden_figures(hidden_causes(actor), Allocation.fiscal_year == year)
    sums: dict[tuple[str, str], Figures] = {}
    for row in rows:
        figures = Figures()
        if row.id is not None:
            figures = Figures(*row[3:]) - hidden.get(row.id, Figures())
        key = (row.code, row.currency or "USD")
        sums[key] = sums.get(key, Figures()) + figures
    return [Glance(code, currency, figures) for (code, currency), figures in sums.items()]


@dataclass(frozen=True)
class Scope:
    """One line in one year as one reader sees it; figures and entries are asked of it."""

    code: str
    year: int
    line_id: int
    hidden: Causes

    @property
    def values(self) -> dict[str, int]:
        return {"line": self.line_id, "year": self.year}


def scope(actor: Actor, code: str, year: int) -> Scope:
    """NotFound for a line there is not, and for who may not read money at all."""
    _check(actor)
    found = read(_line_id(), {"code": code})
    if not found:
        raise NotFound
    return Scope(code, year, found[0].id, hidden_causes(actor))


@cache
def _line_id() -> sa.Select[int]:
    """Here and below: what every statement asks, built once."""
    return sa.select(BusinessLine.id).where(BusinessLine.code == sa.bindparam("code"))


def _of_line_and_year() -> sa.ColumnElement[bool]:
    """The allocations of a statement, by the parameters `line` and `year`."""
    return sa.and_(
        Allocation.line_id == sa.bindparam("line"),
        Allocation.fiscal_year == sa.bindparam("year"),
    )


def statement(of: Scope) -> Statement:
    """Figures of one line and year, without anything hidden from this reader."""
    hidden, hidden_in = hidden_figures(
        of.hidden, Allocation.line_id == of.line_id, Allocation.fiscal_year == of.year
    )
    holdings = [
        Holding(
            row.id,
            row.ref,
            row.source,
            row.donor,
            row.restriction,
            row.currency,
            Figures(*row[6:]) - hidden.get(row.id, Figures()),
        )
        for row in read(_allocations(), of.values)
    ]
    totals: dict[str, Figures] = {}
    for one in holdings:
        totals[one.currency] = totals.get(one.currency, Figures()) + one.figures
    envelopes = [
        EnvelopeRow(
            row.ref,
            row.name,
            row.currency,
            Figures(row.amount_cents, 0, row.reserved_cents, row.committed_cents)
            - hidden_in.get(row.id, Figures()),
        )
        for row in read(_envelopes(), of.values)
    ]
    return Statement(of.code, of.year, bool(of.hidden), holdings, envelopes, totals)


@cache
def _allocations() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Allocation.id,
            Allocation.ref,
            Allocation.source,
            Allocation.donor,
            Allocation.restriction,
            Allocation.currency,
            Allocation.amount_cents,
            Allocation.enveloped_cents,
            Allocation.reserved_cents,
            Allocation.committed_cents,
            Allocation.disbursed_cents,
        )
        .where(_of_line_and_year())
        .order_by(Allocation.source, Allocation.donor, Allocation.id)
    )


@cache
def _envelopes() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Envelope.id,
            Envelope.ref,
            Envelope.name,
            Allocation.currency,
            Envelope.amount_cents,
            Envelope.reserved_cents,
            Envelope.committed_cents,
        )
        .join(Allocation, Allocation.id == Envelope.allocation_id)
        .where(_of_line_and_year())
        .order_by(Envelope.name, Envelope.id)
    )


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
        .where(_of_line_and_year())
    )


@cache
def _newest(*, is_first: bool) -> sa.Select[*tuple[Any, ...]]:
    """A page of the ledger, from its newest entry or older than `before`."""
    query = _ledger().order_by(Entry.id.desc()).limit(PAGE + 1)
    return query if is_first else query.where(Entry.id < sa.bindparam("before"))


def entries(of: Scope, before: int | None = None) -> Page:
    """Fifty entries, newest first, older than `before`."""
    query = _newest(is_first=before is None)
    if of.hidden:
        query = query.where(~is_hidden(of.hidden))
    rows = [EntryRow(*row) for row in read(query, {**of.values, "before": before})]
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Page(rows[:PAGE], more, before is None)


def all_entries(of: Scope) -> Iterator[EntryRow]:
    """Every entry, oldest first, for the export."""
    query = _ledger().order_by(Entry.id)
    if of.hidden:
        query = query.where(~is_hidden(of.hidden))
    options = {"yield_per": 1000}
    for row in db.session.execute(query, of.values, execution_options=options):
        yield EntryRow(*row)
