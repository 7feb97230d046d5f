"""A statement as it stood at the end of a past day: added up from the entries of the ledger."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from grants.core import clock
from grants.core.db import db
from grants.funds.models import Allocation, Entry
from grants.funds.queries.veil import Causes, is_hidden, summed
from grants.funds.rules import Figures

By = dict[int, Figures]


def end_of(day: date) -> datetime:
    """The first moment of the next day in Brussels, where the fund keeps its books."""
    return datetime.combine(day + timedelta(days=1), time(), clock.BRUSSELS)


def figures_until(day: date, hidden: Causes, *where: sa.ColumnElement[bool]) -> tuple[By, By]:
    """Figures of each allocation and each envelope, without what a reader must not see; one that
    had no entry yet is not there. One query."""
    shown = [Entry.at < end_of(day), *where]
    if hidden:
        shown.append(~is_hidden(hidden))
    rows = db.session.execute(
        sa.select(
            Entry.allocation_id, Entry.envelope_id, Entry.kind, sa.func.sum(Entry.amount_cents)
        )
        .join(Allocation, Allocation.id == Entry.allocation_id)
        .where(*shown)
        .group_by(Entry.allocation_id, Entry.envelope_id, Entry.kind)
    )
    return summed(rows)
