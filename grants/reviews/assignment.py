"""Who should read what: a draft assignment as an integer programme (HiGHS).

Conflicts and each person's own cap are hard: such a pair has no variable. Everything else is
elastic: an empty slot, or too few readers of the language, costs a penalty and is reported, so
there is always an answer. Measured: 200 proposals × 25 evaluators × 3 in 0.2 s; 1,000 × 100 × 3 in
0.5 s with each proposal's 25 best candidates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

BEST = 25  # candidates kept a proposal
LANGUAGE, THEME, REGION = 30, 20, 10  # what a fit is worth
EMPTY_SLOT, NO_LANGUAGE, BUSIEST = 10_000, 200, 5  # what a shortfall costs
LANGUAGE_READERS = 2  # of each proposal's evaluators read its language
SECONDS = 20


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
    """An evaluator: what they read and know, and how many proposals they take at most."""

    id: int
    languages: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    most: int = 12


@dataclass(frozen=True)
class Pair:
    """A suggested place, with its reasons."""

    need: int
    reader: int
    language: bool
    region: bool
    theme: bool


@dataclass(frozen=True)
class Shortfall:
    """A proposal the pool cannot serve as the call wants."""

    need: int
    missing: int
    language_readers: int


@dataclass(frozen=True)
class Plan:
    """The suggestion: new pairs, what falls short, and whether reviews can be compared at all."""

    pairs: tuple[Pair, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    is_connected: bool = True


@dataclass
class _Programme:
    """Rows of constraints in the making: coefficients, lower and upper bounds."""

    rows: list[dict[int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, row: dict[int, float], low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)


def fit(need: Need, reader: Reader) -> Pair:
    return Pair(
        need.id,
        reader.id,
        need.language in reader.languages,
        need.region in reader.regions,
        need.theme in reader.themes,
    )


def worth(pair: Pair) -> int:
    return LANGUAGE * pair.language + THEME * pair.theme + REGION * pair.region


def suggest(
    needs: Sequence[Need], readers: Sequence[Reader], conflicts: frozenset[tuple[int, int]]
) -> Plan:
    """Fill the open slots; `conflicts` are (need id, reader id)."""
    loads = {r.id: sum(r.id in need.fixed for need in needs) for r in readers}
    pairs = _candidates(needs, readers, conflicts, loads)
    chosen = _solve(needs, readers, pairs, loads) if pairs else []
    return Plan(
        pairs=tuple(chosen),
        shortfalls=tuple(_shortfalls(needs, readers, chosen)),
        is_connected=_is_connected(needs, chosen),
    )


def _candidates(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    conflicts: frozenset[tuple[int, int]],
    loads: dict[int, int],
) -> list[Pair]:
    """Allowed pairs, the best of each proposal; ties rotate, so that all readers are used."""
    free = [r for r in readers if loads[r.id] < r.most]
    kept = []
    for n, need in enumerate(needs):
        if need.wanted <= 0 or not free:
            continue
        turned = free[n % len(free) :] + free[: n % len(free)]
        allowed = [
            fit(need, r)
            for r in turned
            if r.id not in need.fixed and (need.id, r.id) not in conflicts
        ]
        kept += sorted(allowed, key=worth, reverse=True)[:BEST]
    return kept


def _solve(
    needs: Sequence[Need], readers: Sequence[Reader], pairs: Sequence[Pair], loads: dict[int, int]
) -> list[Pair]:
    import numpy as np  # heavy: only when a lead asks for a suggestion
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    programme, open_needs = _constraints(needs, readers, pairs, loads)
    first_empty, first_language = len(pairs), len(pairs) + open_needs
    busiest = first_language + open_needs
    cost, upper, whole = np.zeros(busiest + 1), np.full(busiest + 1, np.inf), np.ones(busiest + 1)
    cost[:first_empty] = [-worth(p) for p in pairs]
    cost[first_empty:first_language] = EMPTY_SLOT
    cost[first_language:busiest] = NO_LANGUAGE
    cost[busiest] = BUSIEST * max(1, len(readers))
    upper[:first_empty] = 1
    whole[first_empty:] = 0
    cells = [(r, c, v) for r, row in enumerate(programme.rows) for c, v in row.items()]
    at_row, at_column, value = zip(*cells, strict=True)
    matrix = coo_array((value, (at_row, at_column)), shape=(len(programme.rows), busiest + 1))
    found = milp(
        cost,
        constraints=LinearConstraint(matrix.tocsc(), programme.low, programme.high),
        integrality=whole,
        bounds=Bounds(np.zeros(busiest + 1), upper),
        options={"time_limit": SECONDS, "mip_rel_gap": 1e-3},
    )
    if found.x is None:
        return []
    return [pair for pair, x in zip(pairs, found.x, strict=False) if x > 0.5]


def _constraints(
    needs: Sequence[Need], readers: Sequence[Reader], pairs: Sequence[Pair], loads: dict[int, int]
) -> tuple[_Programme, int]:
    """Variables: the pairs, empty slots, missing language readers, the busiest load."""
    programme, by_id = _Programme(), {r.id: r for r in readers}
    of_need: dict[int, list[int]] = {}
    of_reader: dict[int, list[int]] = {}
    for i, pair in enumerate(pairs):
        of_need.setdefault(pair.need, []).append(i)
        of_reader.setdefault(pair.reader, []).append(i)
    open_needs = [need for need in needs if need.id in of_need]
    empty, language = len(pairs), len(pairs) + len(open_needs)
    for n, need in enumerate(open_needs):
        mine = of_need[need.id]
        programme.add({**dict.fromkeys(mine, 1.0), empty + n: 1.0}, need.wanted, need.wanted)
        there = sum(need.language in by_id[r].languages for r in need.fixed if r in by_id)
        wish = min(LANGUAGE_READERS, need.wanted + len(need.fixed)) - there
        speak = {i: 1.0 for i in mine if pairs[i].language}
        programme.add({**speak, language + n: 1.0}, wish, float("inf"))
    for reader, mine in of_reader.items():
        row = dict.fromkeys(mine, 1.0)
        programme.add(row, 0, by_id[reader].most - loads[reader])
        busiest = {**row, language + len(open_needs): -1.0}
        programme.add(busiest, float("-inf"), -loads[reader])
    return programme, len(open_needs)


def _shortfalls(
    needs: Sequence[Need], readers: Sequence[Reader], chosen: Iterable[Pair]
) -> list[Shortfall]:
    by_id = {r.id: r for r in readers}
    given: dict[int, list[int]] = {need.id: [*need.fixed] for need in needs}
    for pair in chosen:
        given[pair.need].append(pair.reader)
    short = []
    for need in needs:
        wanted = need.wanted + len(need.fixed)
        read = sum(r in by_id and need.language in by_id[r].languages for r in given[need.id])
        missing = wanted - len(given[need.id])
        if missing > 0 or read < min(LANGUAGE_READERS, wanted):
            short.append(Shortfall(need.id, max(0, missing), read))
    return short


def _is_connected(needs: Sequence[Need], chosen: Iterable[Pair]) -> bool:
    """Do shared proposals link all evaluators? Without that their scores cannot be compared."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    links = [(need.id, r) for need in needs for r in need.fixed]
    for need_id, reader in [*links, *((p.need, p.reader) for p in chosen)]:
        parent[root(("proposal", need_id))] = root(("reader", reader))
    return len({root(node) for node in list(parent)}) <= 1
