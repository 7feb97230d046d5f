"""The order of proposals, where the money ends, and what that suggests."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import lcm

from grants.core.digest import sha256
from grants.reviews.models import Recommendation

PREFERRED_COUNTRY = "preferred_country"
DRAWN = "drawn"


class Standing(enum.StrEnum):
    """Where a proposal stands against the rules of the call and the money there is."""

    WITHIN = "within"  # passes, and the money reaches it
    BELOW_LINE = "below_line"  # passes, the money does not
    FAILS = "fails"  # below the pass mark or a floor
    UNSCORED = "unscored"


SUGGESTION: dict[Standing, Recommendation] = {
    Standing.WITHIN: Recommendation.RECOMMENDED,
    Standing.BELOW_LINE: Recommendation.RESERVE,
    Standing.FAILS: Recommendation.NOT_RECOMMENDED,
    Standing.UNSCORED: Recommendation.NOT_RECOMMENDED,
}


@dataclass(frozen=True)
class Entry:
    """One proposal to be placed; `mean` in thousandths, unrounded.

    key: what the order goes by where that is not the mean; pass mark and floors never ask it.
    """

    ref: str
    asked_cents: int
    mean: Fraction | None
    floors_met: bool
    criteria: Mapping[str, Fraction | None] = field(default_factory=dict)
    preferred: bool = False
    spends: bool = True  # its amount is not yet reserved: it counts against the room
    key: Fraction | None = None


@dataclass(frozen=True)
class Placed:
    """A proposal in its place; `decided_by` says what resolved a tie (a criterion's code, …)."""

    entry: Entry
    place: int | None
    tied: bool
    decided_by: str | None
    running_cents: int
    standing: Standing

    @property
    def suggestion(self) -> Recommendation:
        return SUGGESTION[self.standing]


@dataclass(frozen=True)
class Order:
    """The whole list; `line_after` is the index of the last row above the funding line."""

    rows: tuple[Placed, ...]
    line_after: int | None
    room_cents: int
    spent_cents: int


def draw(seed: str, ref: str) -> str:
    """The lot of a proposal: the same for everybody who knows the recorded seed."""
    return sha256(f"{seed}:{ref}")


def place(
    entries: Iterable[Entry],
    *,
    tie_order: Sequence[str],
    seed: str,
    pass_points: int,
    room_cents: int,
) -> Order:
    """Order by mean (or by what another rule says), break ties, walk down the money.

    The line is drawn before the first passing proposal the room cannot pay in full; nothing below
    it jumps the queue by being cheap.
    """
    entries = list(entries)
    scored = [e for e in entries if e.mean is not None]
    means = _whole([e.mean if e.key is None else e.key for e in scored])
    rules = [*(rule for rule in tie_order if rule != DRAWN), DRAWN]
    numbered, keys = _ordered(list(zip(means, scored, strict=True)), rules, seed)
    rows: list[Placed] = []
    running, line_after, is_open = 0, None, True
    for index, (value, entry) in enumerate(numbered):
        standing = Standing.FAILS
        if passes(entry, pass_points):
            is_open = is_open and running + (entry.asked_cents if entry.spends else 0) <= room_cents
            standing = Standing.WITHIN if is_open else Standing.BELOW_LINE
        if standing is Standing.WITHIN:
            running += entry.asked_cents if entry.spends else 0
            line_after = index
        tied, decided_by = _tie(numbered, index, value, keys, rules)
        rows.append(Placed(entry, index + 1, tied, decided_by, running, standing))
    rest = sorted((e for e in entries if e.mean is None), key=lambda e: e.ref)
    rows += [Placed(e, None, False, None, running, Standing.UNSCORED) for e in rest]
    return Order(tuple(rows), line_after, room_cents, running)


def passes(entry: Entry, pass_points: int) -> bool:
    """Pass mark and every floor, on unrounded numbers."""
    return entry.mean is not None and entry.floors_met and entry.mean >= pass_points * 1000


def _whole(means: Sequence[Fraction | None]) -> list[int]:
    """Fractions as integers over one denominator: equal stays equal, and sorting is cheap."""
    known = [m for m in means if m is not None]
    base = lcm(*(m.denominator for m in known)) if known else 1
    return [m.numerator * (base // m.denominator) for m in known]


Numbered = tuple[int, Entry]


def _ordered(
    pairs: list[Numbered], rules: Sequence[str], seed: str
) -> tuple[list[Numbered], dict[str, tuple[object, ...]]]:
    """Highest mean first, and the keys that part equal ones; only these are computed."""
    keys: dict[str, tuple[object, ...]] = {}
    found: list[Numbered] = []
    by_mean = sorted(pairs, key=lambda pair: -pair[0])
    for _, equal in groupby(by_mean, key=lambda pair: pair[0]):
        group = list(equal)
        if len(group) > 1:
            keys.update({entry.ref: _tie_keys(entry, rules, seed) for _, entry in group})
            group.sort(key=lambda pair: keys[pair[1].ref])
        found += group
    return found, keys


def _tie_keys(entry: Entry, rules: Sequence[str], seed: str) -> tuple[object, ...]:
    keys: list[object] = []
    for rule in rules:
        if rule == DRAWN:
            keys.append(draw(seed, entry.ref))
        elif rule == PREFERRED_COUNTRY:
            keys.append(not entry.preferred)
        else:
            value = entry.criteria.get(rule)
            keys.append(-value if value is not None else Fraction(1))
    return tuple(keys)


def _tie(
    numbered: Sequence[Numbered],
    index: int,
    value: int,
    keys: Mapping[str, tuple[object, ...]],
    rules: Sequence[str],
) -> tuple[bool, str | None]:
    """Is a neighbour equal, and which rule parts this one from the neighbour?"""
    for other in (index + 1, index - 1):
        if 0 <= other < len(numbered) and numbered[other][0] == value:
            mine, theirs = keys[numbered[index][1].ref], keys[numbered[other][1].ref]
            differing = (rule for rule, a, b in zip(rules, mine, theirs, strict=True) if a != b)
            return True, next(differing, DRAWN)
    return False, None
