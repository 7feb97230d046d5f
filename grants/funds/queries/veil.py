"""Entries a reader must not see: the domain that owns a cause says which of its causes those are.

A board member recused from an item sees no trace of its money: not the entry, and not the figures
that would betray it by a difference.
"""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db
from grants.funds.models import Allocation, Entry, EntryKind
from grants.funds.rules import EFFECTS, ENVELOPE_EFFECTS, Figures

Hidden = Callable[[Actor], frozenset[int]]
Causes = list[tuple[str, frozenset[int]]]  # ids of causes by their kind

_veils: dict[str, Hidden] = {}


def register_veil(cause_kind: str, hidden: Hidden) -> None:
    """`hidden` answers the ids of the causes of this kind that an actor must not see."""
    _veils[cause_kind] = hidden


def hidden_causes(actor: Actor) -> Causes:
    """Cause kinds with the ids hidden from this actor; empty for nearly everybody."""
    found = [(kind, hidden(actor)) for kind, hidden in _veils.items()]
    return [(kind, ids) for kind, ids in found if ids]


def is_hidden(causes: Causes) -> sa.ColumnElement[bool]:
    """True for the entries of these causes."""
    return sa.or_(
        sa.false(),
        *(sa.and_(Entry.cause_kind == kind, Entry.cause_id.in_(ids)) for kind, ids in causes),
    )


def hidden_figures(
    causes: Causes, *where: sa.ColumnElement[bool]
) -> tuple[dict[int, Figures], dict[int, Figures]]:
    """What hidden entries add to each allocation and to each envelope; no query without any."""
    if not causes:
        return {}, {}
    rows = db.session.execute(
        sa.select(
            Entry.allocation_id, Entry.envelope_id, Entry.kind, sa.func.sum(Entry.amount_cents)
        )
        .join(Allocation, Allocation.id == Entry.allocation_id)
        .where(is_hidden(causes), *where)
        .group_by(Entry.allocation_id, Entry.envelope_id, Entry.kind)
    )
    return summed(rows)


def summed(rows: Iterable[Any]) -> tuple[dict[int, Figures], dict[int, Figures]]:
    """Rows of (allocation, envelope, kind, cents) as figures of each allocation and envelope."""
    allocations: dict[int, Figures] = {}
    envelopes: dict[int, Figures] = {}
    for allocation_id, envelope_id, kind, cents in rows:
        _grow(allocations, allocation_id, EFFECTS, kind, int(cents))
        if envelope_id is not None:
            _grow(envelopes, envelope_id, ENVELOPE_EFFECTS, kind, int(cents))
    return allocations, envelopes


def _grow(
    into: dict[int, Figures],
    key: int,
    effects: dict[EntryKind, Figures],
    kind: EntryKind,
    cents: int,
) -> None:
    into[key] = into.get(key, Figures()) + effects.get(kind, Figures()).times(cents)
