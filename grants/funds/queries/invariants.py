"""Do the counters equal the ledger? Recomputed from the first entry."""

import sqlalchemy as sa

from grants.core.db import db
from grants.core.invariants import Breach, invariant
from grants.funds.models import Allocation, Entry, EntryKind, Envelope
from grants.funds.rules import Figures, envelope_total, figures_of, total

CHECK = "funds = ledger"


@invariant(CHECK)
def check_invariants() -> list[Breach]:
    """Every difference between a counter and the entries behind it; empty when all is well."""
    sums: dict[int, list[tuple[EntryKind, int]]] = {}
    in_envelopes: dict[int, list[tuple[EntryKind, int]]] = {}
    for allocation_id, envelope_id, kind, cents in db.session.execute(
        sa.select(
            Entry.allocation_id, Entry.envelope_id, Entry.kind, sa.func.sum(Entry.amount_cents)
        ).group_by(Entry.allocation_id, Entry.envelope_id, Entry.kind)
    ):
        sums.setdefault(allocation_id, []).append((kind, int(cents)))
        if envelope_id is not None:
            in_envelopes.setdefault(envelope_id, []).append((kind, int(cents)))
    found: list[Breach] = []
    for row in db.session.scalars(sa.select(Allocation).order_by(Allocation.id)):
        found += _compare(f"allocation {row.ref}", figures_of(row), total(sums.get(row.id, [])))
    for cut in db.session.scalars(sa.select(Envelope).order_by(Envelope.id)):
        ledger = envelope_total(in_envelopes.get(cut.id, []))
        found += _compare(f"envelope {cut.ref}", figures_of(cut), ledger)
    return found


def _compare(subject: str, counted: Figures, ledger: Figures) -> list[Breach]:
    if counted == ledger:
        return []
    return [Breach(CHECK, subject, f"counters say {counted}, the ledger says {ledger}")]
