"""What a call says about budgets: categories, sources of money, caps."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.core.messages import N_

Texts = Mapping[str, str]

# In the order of the columns of a budget; the names are those of proposals' budget lines.
SOURCES = ("grant", "recipient", "partner", "member", "other", "in_kind")
CASH = SOURCES[:5]
SOURCE_LABELS = {
    "grant": N_("Catalytic Fund grant"),
    "recipient": N_("Recipient, in cash"),
    "partner": N_("Partners, in cash"),
    "member": N_("Sponsors and members, in cash"),
    "other": N_("Other donors, in cash"),
    "in_kind": N_("In kind (valued)"),
}

# Where the full words have no room: above the amounts of a cost line.
SOURCE_SHORT_LABELS = {
    "grant": N_("Grant"),
    "recipient": N_("Recipient"),
    "partner": N_("Partners"),
    "member": N_("Members"),
    "other": N_("Other donors"),
    "in_kind": N_("In kind"),
}


class CapBase(enum.StrEnum):
    """What a cap is a share of."""

    GRANT = "grant"
    CASH = "cash"


class Severity(enum.StrEnum):
    """A warning is shown and explained; an error stops submitting."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Category:
    """A kind of cost."""

    code: str
    label: Texts


@dataclass(frozen=True)
class Cap:
    """The categories together may cost at most this share of the base, in the base's money."""

    code: str
    label: Texts
    categories: tuple[str, ...]
    max_bp: int
    of: CapBase = CapBase.GRANT
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class BudgetRules:
    """Parsed from `Call.budget_rules`."""

    categories: tuple[Category, ...] = ()
    sources: tuple[str, ...] = SOURCES
    caps: tuple[Cap, ...] = ()
    audit_above_cents: int | None = None  # a grant above this needs a line in `audit_category`
    audit_category: str = "audit"
    not_paid: Texts | None = None  # costs the grant never pays, in words

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> "BudgetRules":
        """From the JSON of a call, which the import has checked; {} gives the empty rules."""
        return cls(
            categories=tuple(Category(c["code"], c["label"]) for c in stored.get("categories", ())),
            sources=tuple(stored.get("sources", SOURCES)),
            caps=tuple(
                Cap(
                    code=c["code"],
                    label=c["label"],
                    categories=tuple(c["categories"]),
                    max_bp=c["max_bp"],
                    of=CapBase(c["of"]),
                    severity=Severity(c["severity"]),
                )
                for c in stored.get("caps", ())
            ),
            audit_above_cents=stored.get("audit_above_cents"),
            audit_category=stored.get("audit_category", "audit"),
            not_paid=stored.get("not_paid"),
        )

    def stored(self) -> dict[str, Any]:
        """As JSON for the call's row; `parse` reads it back unchanged."""
        return {
            "categories": [{"code": c.code, "label": dict(c.label)} for c in self.categories],
            "sources": list(self.sources),
            "caps": [
                {
                    "code": c.code,
                    "label": dict(c.label),
                    "categories": list(c.categories),
                    "max_bp": c.max_bp,
                    "of": c.of.value,
                    "severity": c.severity.value,
                }
                for c in self.caps
            ],
            "audit_above_cents": self.audit_above_cents,
            "audit_category": self.audit_category,
            "not_paid": dict(self.not_paid) if self.not_paid is not None else None,
        }

    def category(self, code: str) -> Category | None:
        return next((c for c in self.categories if c.code == code), None)


def least_cash_cents(grant_cents: int, max_share_bp: int) -> int:
    """The cash others must bring so that the grant is at most its share; rounded up to a cent.

    200,000 at 80 % needs 50,000: grant / (grant + cash) ≤ share.
    """
    return -(-grant_cents * (10_000 - max_share_bp) // max_share_bp)
