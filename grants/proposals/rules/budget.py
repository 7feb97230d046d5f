"""A proposal's own money plan: cost lines, their sums, and what the call says about them.

Everything is integer cents and exact: 80.0 % passes, one cent more does not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Protocol

from grants.calls.rules import CASH, SOURCES, BudgetRules, Cap, CapBase, Severity, least_cash_cents
from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.money import MAX_CENTS, Amount, Share, exceeds_share, share_bp

MOST_LINES = 200


@dataclass(frozen=True)
class CostLine:
    """What something costs, and who pays which part of it."""

    component: str = ""
    category: str = ""
    description: str = ""
    note: str = ""
    grant_cents: int = 0
    recipient_cents: int = 0
    partner_cents: int = 0
    member_cents: int = 0
    other_cents: int = 0
    in_kind_cents: int = 0

    def cents(self, source: str) -> int:
        """What one source pays, by its name in SOURCES."""
        found: int = getattr(self, f"{source}_cents")
        return found

    @property
    def total_cents(self) -> int:
        return sum(self.cents(source) for source in SOURCES)

    @property
    def is_empty(self) -> bool:
        return self == _EMPTY

    def stored(self) -> dict[str, Any]:
        """As JSON, for history and snapshots; `CostLine(**stored)` reads it back."""
        return asdict(self)


_EMPTY = CostLine()


class Terms(Protocol):
    """What of a call bounds the grant."""

    @property
    def min_cents(self) -> int: ...
    @property
    def max_cents(self) -> int: ...
    @property
    def max_share_bp(self) -> int | None: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True)
class Sums:
    """One set of lines added up in four ways that always agree."""

    by_source: Mapping[str, int]
    by_component: Mapping[str, int]
    by_category: Mapping[str, int]
    total: int

    @property
    def grant(self) -> int:
        return self.by_source["grant"]

    @property
    def in_kind(self) -> int:
        return self.by_source["in_kind"]

    @property
    def cash(self) -> int:
        """Co-financing in cash: what everybody but the fund pays in money."""
        return self.all_cash - self.grant

    @property
    def all_cash(self) -> int:
        """The base of the co-financing rule: the grant and all other cash."""
        return sum(self.by_source[source] for source in CASH)


def add_up(lines: Iterable[CostLine]) -> Sums:
    """The sums; Refused when they would not fit what the house can count."""
    lines = tuple(lines)
    if sum(line.total_cents for line in lines) > MAX_CENTS:
        raise Refused(msg("The budget adds up to more than can be counted. Check the amounts"))
    return Sums(
        by_source={source: sum(line.cents(source) for line in lines) for source in SOURCES},
        by_component=_grouped(lines, lambda line: line.component),
        by_category=_grouped(lines, lambda line: line.category),
        total=sum(line.total_cents for line in lines),
    )


def _grouped(lines: Iterable[CostLine], key: Callable[[CostLine], str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[key(line)] = sums.get(key(line), 0) + line.total_cents
    return sums


@dataclass(frozen=True)
class Finding:
    """Something the rules say about a budget.

    `missing` means that something is still to be given, else what is given breaks a rule.
    `part` is where: `"3.category"` is the category of the fourth line.
    """

    message: Message
    severity: Severity = Severity.ERROR
    missing: bool = False
    part: str = ""


@dataclass(frozen=True)
class Budget:
    """Cost lines with the rules they stand under."""

    lines: tuple[CostLine, ...]
    rules: BudgetRules
    terms: Terms

    @cached_property
    def sums(self) -> Sums:
        return add_up(self.lines)

    @property
    def share_bp(self) -> int:
        """The grant's share of all cash, in basis points, as it is shown."""
        return share_bp(self.sums.grant, self.sums.all_cash, self.terms.max_share_bp)

    @property
    def least_cash_cents(self) -> int:
        """The co-financing in cash that the grant asked for requires."""
        if self.terms.max_share_bp is None:
            return 0
        return least_cash_cents(self.sums.grant, self.terms.max_share_bp)

    @property
    def exceeds_share(self) -> bool:
        """Does the grant pay more of all cash than the call allows?"""
        most = self.terms.max_share_bp
        return most is not None and exceeds_share(self.sums.grant, self.sums.all_cash, most)

    def findings(self) -> list[Finding]:
        """Everything to mend, then everything to think about."""
        found = [*_line_findings(self), *_grant_findings(self), *_share_findings(self)]
        found += [*_cap_findings(self), *_audit_findings(self)]
        return sorted(found, key=lambda finding: finding.severity is Severity.WARNING)


def check_size(lines: Iterable[CostLine]) -> None:
    """Refused when there are too many lines, or amounts too large to add up."""
    lines = tuple(lines)
    if len(lines) > MOST_LINES:
        raise Refused(
            msg(
                "A budget has at most %(most)s cost lines; this one has %(n)s. Join some of them",
                most=MOST_LINES,
                n=len(lines),
            )
        )
    add_up(lines)


def _line_findings(budget: Budget) -> Iterator[Finding]:
    known = {category.code for category in budget.rules.categories}
    for index, line in enumerate(budget.lines):
        n = index + 1
        if known and line.category not in known:
            yield Finding(
                msg("Choose the category of cost line %(n)s", n=n),
                missing=True,
                part=f"{index}.category",
            )
        if not line.description:
            yield Finding(
                msg("Say what cost line %(n)s pays for", n=n),
                missing=True,
                part=f"{index}.description",
            )
        if line.total_cents == 0:
            yield Finding(
                msg("Cost line %(n)s has no amount. Fill one in, or remove the line", n=n),
                missing=True,
                part=f"{index}.grant",
            )


def _grant_findings(budget: Budget) -> Iterator[Finding]:
    grant, terms = budget.sums.grant, budget.terms
    asked = Amount(grant, terms.currency)
    if grant == 0:
        yield Finding(msg("Say how much of the costs the grant should pay"), missing=True)
    elif grant < terms.min_cents:
        yield Finding(
            msg(
                "You ask for %(asked)s. The least this call gives is %(least)s",
                asked=asked,
                least=Amount(terms.min_cents, terms.currency),
            )
        )
    elif grant > terms.max_cents:
        yield Finding(
            msg(
                "You ask for %(asked)s. The most this call gives is %(most)s",
                asked=asked,
                most=Amount(terms.max_cents, terms.currency),
            )
        )


def _share_findings(budget: Budget) -> Iterator[Finding]:
    sums, terms = budget.sums, budget.terms
    if terms.max_share_bp is not None and budget.exceeds_share:
        yield Finding(
            msg(
                "The grant pays %(grant)s of %(cash)s in cash: %(share)s. The most is %(most)s. "
                "Find at least %(more)s more co-financing in cash, or ask for less",
                grant=Amount(sums.grant, terms.currency),
                cash=Amount(sums.all_cash, terms.currency),
                share=Share(budget.share_bp),
                most=Share(terms.max_share_bp),
                more=Amount(budget.least_cash_cents - sums.cash, terms.currency),
            )
        )


def _cap_findings(budget: Budget) -> Iterator[Finding]:
    for cap in budget.rules.caps:
        part, base = _capped(budget, cap)
        if not exceeds_share(part, base, cap.max_bp):
            continue
        figures: dict[str, Any] = {
            "what": cap.label,
            "part": Amount(part, budget.terms.currency),
            "base": Amount(base, budget.terms.currency),
            "share": Share(share_bp(part, base, cap.max_bp)),
            "most": Share(cap.max_bp),
        }
        if cap.severity is Severity.ERROR:
            yield Finding(
                msg("%(what)s: %(part)s of %(base)s is %(share)s. The most is %(most)s", **figures)
            )
        else:
            yield Finding(
                msg(
                    "%(what)s: %(part)s of %(base)s is %(share)s. More than %(most)s needs a good "
                    "reason: give it in the note of the cost line",
                    **figures,
                ),
                Severity.WARNING,
            )


def _capped(budget: Budget, cap: Cap) -> tuple[int, int]:
    """What the capped categories cost, and the base, both in the base's kind of money."""
    sources = ("grant",) if cap.of is CapBase.GRANT else CASH
    lines = [line for line in budget.lines if line.category in cap.categories]
    part = sum(line.cents(source) for line in lines for source in sources)
    return part, sum(budget.sums.by_source[source] for source in sources)


def _audit_findings(budget: Budget) -> Iterator[Finding]:
    above = budget.rules.audit_above_cents
    if above is None or budget.sums.grant <= above:
        return
    if budget.sums.by_category.get(budget.rules.audit_category, 0) == 0:
        yield Finding(
            msg(
                "A grant above %(above)s needs a cost line for its audit",
                above=Amount(above, budget.terms.currency),
            ),
            Severity.WARNING,
        )
