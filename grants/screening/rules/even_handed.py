"""Were all checked with the same hand? Counts and times over ended checks; pure."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from grants.screening.rules.rescreen import FEW


@dataclass(frozen=True)
class Decided:
    """One ended check: who found, what, and from when until when it took."""

    is_eligible: bool
    reason_codes: tuple[str, ...]
    officer_id: int | None
    country: str
    language: str
    started_at: datetime
    found_at: datetime

    @property
    def took(self) -> timedelta:
        return self.found_at - self.started_at


@dataclass(frozen=True)
class Tally:
    """How many of one kind were decided how."""

    key: str
    decided: int
    eligible: int

    @property
    def ineligible(self) -> int:
        return self.decided - self.eligible

    @property
    def is_few(self) -> bool:
        return self.decided < FEW

    @property
    def share_bp(self) -> int | None:
        """The share that is eligible, in basis points; None where there are too few to say."""
        return None if self.is_few else self.eligible * 10_000 // self.decided


@dataclass(frozen=True)
class Times:
    """How long checks took, from opening to finding."""

    key: str
    n: int
    median: timedelta
    most: timedelta  # nine of ten took no longer

    @property
    def is_few(self) -> bool:
        return self.n < FEW


def tallies(rows: Sequence[Decided], key: Callable[[Decided], str]) -> list[Tally]:
    """By a property of the checks, the most frequent first."""
    decided = Counter(key(row) for row in rows)
    eligible = Counter(key(row) for row in rows if row.is_eligible)
    return [
        Tally(one, n, eligible[one])
        for one, n in sorted(decided.items(), key=lambda item: (-item[1], item[0]))
    ]


def reasons(rows: Sequence[Decided]) -> list[tuple[str, int]]:
    """How often each reason was given, the most frequent first; a refusal may have several."""
    counted = Counter(code for row in rows for code in row.reason_codes)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def times(rows: Sequence[Decided], key: Callable[[Decided], str]) -> list[Times]:
    """By a property of the checks, the most frequent first."""
    took: dict[str, list[timedelta]] = {}
    for row in rows:
        took.setdefault(key(row), []).append(row.took)
    return [
        Times(one, len(found), quantile(found, 0.5), quantile(found, 0.9))
        for one, found in sorted(took.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def quantile(values: Sequence[timedelta], share: float) -> timedelta:
    """The least value that at least this share of the values does not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
