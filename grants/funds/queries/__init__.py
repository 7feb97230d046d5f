"""Loading money: glances, statements, ledgers, and the check that they agree."""

from grants.funds.queries.invariants import check_invariants
from grants.funds.queries.ledger import EntryRow, Page, all_entries, entries
from grants.funds.queries.statement import (
    EnvelopeRow,
    Glance,
    Holding,
    Scope,
    Statement,
    glance,
    scope,
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
    "Scope",
    "Statement",
    "all_entries",
    "check_invariants",
    "entries",
    "glance",
    "register_veil",
    "scope",
    "statement",
    "years",
]
