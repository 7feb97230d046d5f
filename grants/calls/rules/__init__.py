"""Rules of calls: pure."""

from grants.calls.rules.budget import (
    CASH,
    SOURCE_LABELS,
    SOURCE_SHORT_LABELS,
    SOURCES,
    BudgetRules,
    Cap,
    CapBase,
    Category,
    Severity,
    least_cash_cents,
)
from grants.calls.rules.countries import CountryException, CountryRules
from grants.calls.rules.window import (
    STAGES,
    Window,
    accepts_work,
    check_extension,
    effective_status,
    has_opened,
    may_cancel,
    may_enter,
    may_extend,
    needs_envelope,
    next_stage,
)

__all__ = [
    "CASH",
    "SOURCES",
    "SOURCE_LABELS",
    "SOURCE_SHORT_LABELS",
    "STAGES",
    "BudgetRules",
    "Cap",
    "CapBase",
    "Category",
    "CountryException",
    "CountryRules",
    "Severity",
    "Window",
    "accepts_work",
    "check_extension",
    "effective_status",
    "has_opened",
    "least_cash_cents",
    "may_cancel",
    "may_enter",
    "may_extend",
    "needs_envelope",
    "next_stage",
]
