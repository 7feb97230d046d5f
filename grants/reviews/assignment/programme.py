"""The assignment as an integer programme: its variables, its rows and what a shortfall costs.

Conflicts and each person's own cap are hard: such a pair has no variable. Everything else is
elastic: an empty place, too few readers of the language, nobody senior, uneven loads or regions
read only by their own cost a penalty and are reported, so there is always an answer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grants.reviews.assignment.fit import Fits
from grants.reviews.assignment.terms import Need, Reader, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What a shortfall costs, in points of fit: an empty place outweighs every rule.
EMPTY_PLACE, NO_LANGUAGE, NO_SENIOR, NOT_CROSSED = 10_000.0, 200.0, 100.0, 60.0
BEST, BEST_SENIORS, ALL_UP_TO = 25, 4, 40  # candidates kept a proposal; of how many evaluators all
_JITTER = 1e-3  # points of fit by which ties are broken, so that all readers are used


@dataclass(frozen=True)
class Candidates:
    """Allowed pairs by their places in needs and readers, and what each is worth (0 to 100)."""

    need: "NDArray[np.int64]"
    reader: "NDArray[np.int64]"
    worth: "NDArray[np.float64]"


def candidates(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    found: Fits,
    conflicts: Collection[tuple[int, int]],
    loads: Sequence[int],
) -> Candidates:
    """Pairs that may be, the best of each proposal and some senior ones."""
    import numpy as np

    rows = {need.id: n for n, need in enumerate(needs)}
    columns = {reader.id: r for r, reader in enumerate(readers)}
    allowed = np.zeros(found.whole.shape, bool)
    room = [r.is_free and load < r.most for r, load in zip(readers, loads, strict=True)]
    allowed[[need.wanted > 0 for need in needs]] = room
    barred = [*conflicts, *((need.id, r) for need in needs for r in need.fixed)]
    for need_id, reader_id in barred:
        if need_id in rows and reader_id in columns:
            allowed[rows[need_id], columns[reader_id]] = False
    n, r = np.indices(found.whole.shape)
    worth = found.whole + _JITTER * ((n * 7919 + r * 104_729) % 997 / 997)
    if len(readers) > ALL_UP_TO:
        senior = np.array([reader.is_senior for reader in readers])
        allowed &= _best(worth, allowed, BEST) | _best(worth, allowed & senior, BEST_SENIORS)
    at_need, at_reader = np.nonzero(allowed)
    return Candidates(at_need, at_reader, worth[at_need, at_reader])


def _best(
    worth: "NDArray[np.float64]", among: "NDArray[np.bool_]", most: int
) -> "NDArray[np.bool_]":
    """The `most` best of each row, among those."""
    import numpy as np

    keys = np.where(among, worth, -1.0)
    line = -np.partition(-keys, most - 1, axis=1)[:, most - 1]
    found: NDArray[np.bool_] = among & (keys >= line[:, None])
    return found


@dataclass
class Programme:
    """Minimise cost·x over rows low ≤ A·x ≤ high; the first `pairs` variables are 0 or 1."""

    pairs: int
    cost: list[float] = field(default_factory=list)
    at_row: list[int] = field(default_factory=list)
    at_column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(self, cost: float) -> int:
        """One more, from 0 upward."""
        self.cost.append(cost)
        return len(self.cost) - 1

    def row(
        self,
        columns: Sequence[int],
        values: Sequence[float] | float,
        low: float = float("-inf"),
        high: float = float("inf"),
    ) -> None:
        each = [values] * len(columns) if isinstance(values, float) else values
        self.at_row += [len(self.low)] * len(columns)
        self.at_column += columns
        self.value += each
        self.low.append(low)
        self.high.append(high)

    def at_least(self, columns: Sequence[int], wish: float, penalty: float) -> None:
        """So many of these pairs, or a penalty for each that is missing."""
        if wish > 0:
            slack = self.variable(penalty)
            self.row([*columns, slack], 1.0, low=wish)


def programme(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    rules: Rules,
    pairs: Candidates,
    loads: Sequence[int],
) -> Programme:
    """All rows of the rules that are switched on."""
    made = Programme(len(pairs.worth), cost=(-pairs.worth).tolist())
    of_need: dict[int, list[int]] = {}
    of_reader: dict[int, list[int]] = {}
    for i, (n, r) in enumerate(zip(pairs.need.tolist(), pairs.reader.tolist(), strict=True)):
        of_need.setdefault(n, []).append(i)
        of_reader.setdefault(r, []).append(i)
    at_reader = pairs.reader.tolist()
    by_id = {reader.id: reader for reader in readers}
    for n, mine in of_need.items():
        need = needs[n]
        made.row([*mine, made.variable(EMPTY_PLACE)], 1.0, need.wanted, need.wanted)
        speak = [i for i in mine if need.language in readers[at_reader[i]].languages]
        made.at_least(speak, lacking_language(need, by_id, rules), NO_LANGUAGE)
        senior = [i for i in mine if readers[at_reader[i]].is_senior]
        made.at_least(senior, lacking_seniors(need, by_id, rules), NO_SENIOR)
    _loads(made, readers, rules, of_reader, loads, sum(needs[n].wanted for n in of_need))
    _regions(made, needs, readers, rules, of_need, at_reader)
    return made


def lacking_language(need: Need, by_id: dict[int, Reader], rules: Rules) -> int:
    """How many more readers of its language a proposal should have than are fixed."""
    there = sum(need.language in by_id[r].languages for r in need.fixed if r in by_id)
    return max(0, min(rules.language_readers, need.wanted + len(need.fixed)) - there)


def lacking_seniors(need: Need, by_id: dict[int, Reader], rules: Rules) -> int:
    if not any(reader.is_senior for reader in by_id.values()):
        return 0  # said once for the whole pool, not for every proposal
    there = sum(by_id[r].is_senior for r in need.fixed if r in by_id)
    return max(0, min(rules.seniors, need.wanted + len(need.fixed)) - there)


def _loads(
    made: Programme,
    readers: Sequence[Reader],
    rules: Rules,
    of_reader: dict[int, list[int]],
    loads: Sequence[int],
    wanted: int,
) -> None:
    """Each cap, hard; and about an even share for everybody, where it can be had."""
    share = even_share(
        {r: (loads[r], readers[r].most) for r in of_reader},
        wanted + sum(loads[r] for r in of_reader),
    )
    for r, mine in of_reader.items():
        made.row(mine, 1.0, 0, readers[r].most - loads[r])
        if not rules.evenness:
            continue
        wish = min(share, readers[r].most)
        over, under = made.variable(rules.evenness), made.variable(rules.evenness)
        made.row([*mine, over], [1.0] * len(mine) + [-1.0], high=-(-wish // 1) - loads[r])
        made.row([*mine, under], 1.0, low=wish // 1 - loads[r])


def even_share(loads: dict[int, tuple[int, int]], total: int) -> float:
    """The level at which everybody's cap or the level, whichever is less, adds up to the total.

    `loads`: (now, most) of each; who has more than the level already keeps it.
    """
    left, level = float(total), 0.0
    open_ = sorted(loads.values(), key=lambda one: one[1])
    while open_:
        level = left / len(open_)
        if open_[0][1] >= level:
            return max(level, 0.0)
        left -= open_.pop(0)[1]
    return level


def _regions(
    made: Programme,
    needs: Sequence[Need],
    readers: Sequence[Reader],
    rules: Rules,
    of_need: dict[int, list[int]],
    at_reader: Sequence[int],
) -> None:
    """Some of each region's places go to people who also know others, so that all scores are on
    one scale."""
    by_region: dict[str, list[int]] = {}
    for n in of_need:
        by_region.setdefault(needs[n].region, []).append(n)
    if not rules.crossing or len(by_region) < 2:
        return
    for region, ns in by_region.items():
        wish = rules.crossing * sum(needs[n].wanted for n in ns) / 100 // 1
        across = [i for n in ns for i in of_need[n] if readers[at_reader[i]].crosses(region)]
        made.at_least(across, wish, NOT_CROSSED)
