"""Statements: what a line has this year, at a glance and entry by entry."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db, read
from grants.core.errors import NotFound
from grants.funds.models import Allocation, BusinessLine, Entry, Envelope, Source
from grants.funds.queries.past import end_of, figures_until
from grants.funds.queries.veil import Causes, hidden_causes, hidden_figures, is_hidden
from grants.funds.rules import FIGURE_KINDS, Figures
from grants.permissions import Permission


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
class Statement:
    """A line in a year: totals by currency, its allocations and envelopes."""

    code: str
    year: int
    is_veiled: bool
    holdings: list[Holding]
    envelopes: list[EnvelopeRow]
    totals: dict[str, Figures] = field(default_factory=dict)
    day: date | None = None


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
    day: date | None = None  # as it stood at the end of this day; None: as it stands
    figure: str = ""  # only the entries behind one figure, by its name in FIGURE_KINDS
    source: str = ""  # only those of one allocation, by its reference

    @property
    def shown(self) -> list[sa.ColumnElement[bool]]:
        """Conditions on the entries besides line and year."""
        found: list[sa.ColumnElement[bool]] = []
        if self.hidden:
            found.append(~is_hidden(self.hidden))
        if self.day is not None:
            found.append(Entry.at < end_of(self.day))
        if self.figure:
            found.append(Entry.kind.in_(FIGURE_KINDS[self.figure]))
        if self.source:
            found.append(Allocation.ref == self.source)
        return found

    @property
    def values(self) -> dict[str, int]:
        return {"line": self.line_id, "year": self.year}


def scope(
    actor: Actor,
    code: str,
    year: int,
    *,
    day: date | None = None,
    figure: str = "",
    source: str = "",
) -> Scope:
    """NotFound for a line there is not, and for who may not read money at all. A figure that there
    is not narrows nothing."""
    _check(actor)
    found = read(_line_id(), {"code": code})
    if not found:
        raise NotFound
    figure = figure if figure in FIGURE_KINDS else ""
    return Scope(code, year, found[0].id, hidden_causes(actor), day, figure, source)


@cache
def _line_id() -> sa.Select[int]:
    """Here and below: what every statement asks, built once."""
    return sa.select(BusinessLine.id).where(BusinessLine.code == sa.bindparam("code"))


def of_line_and_year() -> sa.ColumnElement[bool]:
    """The allocations of a statement, by the parameters `line` and `year`."""
    return sa.and_(
        Allocation.line_id == sa.bindparam("line"),
        Allocation.fiscal_year == sa.bindparam("year"),
    )


def statement(of: Scope) -> Statement:
    """Figures of one line and year, without anything hidden from this reader."""
    within = (Allocation.line_id == of.line_id, Allocation.fiscal_year == of.year)
    allocations, envelopes = read(_allocations(), of.values), read(_envelopes(), of.values)
    if of.day is not None:
        at, at_envelopes = figures_until(of.day, of.hidden, *within)
    else:
        hidden, hidden_in = hidden_figures(of.hidden, *within)
        at = {row.id: Figures(*row[6:]) - hidden.get(row.id, Figures()) for row in allocations}
        at_envelopes = {
            row.id: Figures(row.amount_cents, 0, row.reserved_cents, row.committed_cents)
            - hidden_in.get(row.id, Figures())
            for row in envelopes
        }
    holdings = [
        Holding(row.id, row.ref, row.source, row.donor, row.restriction, row.currency, at[row.id])
        for row in allocations
        if row.id in at
    ]
    totals: dict[str, Figures] = {}
    for one in holdings:
        totals[one.currency] = totals.get(one.currency, Figures()) + one.figures
    shown = [
        EnvelopeRow(row.ref, row.name, row.currency, at_envelopes[row.id])
        for row in envelopes
        if row.id in at_envelopes
    ]
    return Statement(of.code, of.year, bool(of.hidden), holdings, shown, totals, of.day)


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
        .where(of_line_and_year())
        .order_by(Allocation.source, Allocation.donor, Allocation.restriction, Allocation.id)
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
        .where(of_line_and_year())
        .order_by(Envelope.name, Envelope.id)
    )
