"""Loading money: glances, statements, ledgers, and the check that they agree."""

from grants.funds.queries.invariants import check_invariants
from grants.funds.queries.statement import (
    EntryRow,
    EnvelopeRow,
    Glance,
    Holding,
    Page,
    Statement,
    all_entries,
    entries,
    glance,
    statement,
    years,
)
from grants.funds.queries.veil import register_veil

__all__ = [
    "EntryRow",
    "EnvelopeRow",
    "Glance",
    "Holding",
    "Page",
    "Statement",
    "all_entries",
    "check_invariants",
    "entries",
    "glance",
    "register_veil",
    "statement",
    "years",
]
