"""What an assignment is about: needs, readers, rules, and the plan that answers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FULL = 100.0  # the fit of somebody who has everything a proposal could want
LEAST_STRENGTH, MOST_STRENGTH, USUAL_STRENGTH = 1, 3, 2


@dataclass(frozen=True)
class Rules:
    """What a lead wants of an assignment; 0 switches a rule off.

    The first five are weights, against each other; then how many readers of each proposal read
    its language, and are senior; what one proposal more or fewer than an even share costs, in
    points of fit; the share of each region's places that goes to people who also know other
    regions, in percent; and how much of the whole fit may be given up for the worst served, in
    percent.
    """

    language: int = 30
    theme: int = 25
    region: int = 10
    text: int = 20
    bids: int = 15
    language_readers: int = 2
    seniors: int = 1
    evenness: int = 10
    crossing: int = 20
    lift: int = 3


@dataclass(frozen=True)
class Need:
    """A proposal and the evaluators it still lacks; `fixed` keep their place."""

    id: int
    language: str
    region: str
    theme: str
    wanted: int
    fixed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Reader:
    """An evaluator: what they read and know, and how many proposals they take at most.

    `load`: proposals they have besides the needs given. Who is not free keeps what is fixed and is
    given nothing more. `strengths`: 1 to 3 of a theme; 2 where it is not said.
    """

    id: int
    languages: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    most: int = 12
    strengths: Mapping[str, int] = field(default_factory=dict)
    is_senior: bool = False
    is_free: bool = True
    load: int = 0

    def strength(self, theme: str) -> int:
        """0 for a theme they do not know."""
        if theme not in self.themes:
            return 0
        return min(max(self.strengths.get(theme, USUAL_STRENGTH), LEAST_STRENGTH), MOST_STRENGTH)

    def crosses(self, region: str) -> bool:
        """Do they read beyond this region? Then their reviews compare it with others."""
        return self.regions != {region}


@dataclass(frozen=True)
class Pair:
    """A suggested place, with its reasons.

    theme: strength, 0 to 3; text and fit: 0 to 100; bid: what they asked for, from -1 to 1.
    """

    need: int
    reader: int
    language: bool
    region: bool
    theme: int
    text: int = 0
    bid: float = 0.0
    fit: float = 0.0


class Lack(StrEnum):
    """Which rule a proposal falls short of."""

    READERS = "readers"
    LANGUAGE = "language"
    SENIOR = "senior"


@dataclass(frozen=True)
class Shortfall:
    """A proposal the pool cannot serve as the rules want: how many are missing of what."""

    need: int
    missing: int = 0
    language: int = 0
    seniors: int = 0

    @property
    def lacks(self) -> dict[Lack, int]:
        found = {
            Lack.READERS: self.missing,
            Lack.LANGUAGE: self.language,
            Lack.SENIOR: self.seniors,
        }
        return {lack: n for lack, n in found.items() if n}


@dataclass(frozen=True)
class Plan:
    """The suggestion: new pairs, what falls short, and whether reviews can be compared at all.

    total: the fit of all pairs together. served: of each need with an open place, its fit as a
    share (0 to 1) of what its best readers would give. gap: how far the whole may be from the
    best there is, as a share of the total; 0 is a proven optimum, None that time ran out before
    anything was known; given_up: the share of the best whole that went to lift the worst served.
    """

    pairs: tuple[Pair, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    is_connected: bool = True
    total: float = 0.0
    served: Mapping[int, float] = field(default_factory=dict)
    gap: float | None = 0.0
    given_up: float = 0.0
    crossing_missed: int = 0

    @property
    def worst(self) -> float:
        """The share of the worst served; 1 when nothing was open."""
        return min(self.served.values(), default=1.0)
