"""Who should read what: needs, readers and rules in, a plan with its reasons out.

`milp` of scipy (HiGHS); methods and figures in the bench (`reviews.assign_200`, `_1000`). Pure: no
session, no clock.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from grants.reviews.assignment.fit import NO_BIDS, Bids, Fits, fits, pair_of
from grants.reviews.assignment.graph import is_connected, links_of
from grants.reviews.assignment.programme import (
    EMPTY_PLACE,
    NO_LANGUAGE,
    NO_SENIOR,
    Candidates,
    candidates,
    lacking_language,
    lacking_seniors,
    programme,
)
from grants.reviews.assignment.solving import LIFT, Serving, Solved, best, lifted
from grants.reviews.assignment.terms import Need, Pair, Plan, Reader, Rules, Shortfall

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Said = Callable[[int], None]  # how far the work is, in percent


def _nobody(share: int) -> None:
    """Nobody wants to know how far the work is."""


def suggest(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    conflicts: Collection[tuple[int, int]],
    *,
    rules: Rules = Rules(),  # noqa: B008  (frozen)
    likeness: "NDArray[np.float64] | None" = None,
    bids: Bids = NO_BIDS,
    say: Said = _nobody,
) -> Plan:
    """Fill the open places; `conflicts` (bans too) are (need id, reader id).

    likeness: cosines of texts in the shape (needs, readers); bids: -1 to 1 by pair.
    """
    found = fits(needs, readers, rules, likeness, bids)
    loads = loads_of(needs, readers)
    pairs = candidates(needs, readers, found, conflicts, loads)
    say(10)
    picked: NDArray[np.bool_] | None = None
    gap: float | None = 0.0
    given_up = 0.0
    if len(pairs.worth):
        picked, gap, given_up = _two_passes(needs, readers, found, rules, (pairs, loads), say)
    chosen = _chosen(needs, readers, found, pairs, picked)
    say(95)
    return Plan(
        pairs=tuple(chosen),
        shortfalls=tuple(shortfalls(needs, readers, rules, chosen)),
        is_connected=is_connected(links_of(needs, chosen)),
        total=round(sum(pair.fit for pair in chosen), 1),
        served=_served(needs, readers, found, pairs, chosen),
        gap=gap,
        given_up=round(given_up, 4),
        crossing_missed=_not_crossed(needs, readers, rules, chosen),
    )


def _two_passes(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    found: Fits,
    rules: Rules,
    posed: tuple[Candidates, list[int]],
    say: Said,
) -> "tuple[NDArray[np.bool_] | None, float | None, float]":
    """What is picked, how far the first pass may be from the best, what the second gave up."""
    pairs, loads = posed
    first = best(programme(needs, readers, rules, pairs, loads))
    say(50)
    if first is None:
        return None, None, 0.0
    gap = _gap(first, pairs)
    if not rules.lift:
        return first.chosen, gap, 0.0
    picked = _lift(needs, readers, found, rules, (pairs, loads, first.chosen), say)
    whole, left = (float(pairs.worth[one].sum()) for one in (first.chosen, picked))
    return picked, gap, max(0.0, 1 - left / max(whole, 1e-9))


def loads_of(needs: Sequence[Need], readers: Sequence[Reader]) -> list[int]:
    """How many proposals each has already."""
    fixed = Counter(r for need in needs for r in need.fixed)
    return [reader.load + fixed[reader.id] for reader in readers]


def _gap(first: Solved, pairs: Candidates) -> float:
    """How far the whole may be from the best, as a share of the fit."""
    fit = float(pairs.worth[first.chosen].sum())
    share = max(0.0, first.cost - first.bound) / max(fit, 1.0)
    return 0.0 if share < 1e-3 else share


def _lift(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    found: Fits,
    rules: Rules,
    solved: tuple[Candidates, list[int], "NDArray[np.bool_]"],
    say: Said,
) -> "NDArray[np.bool_]":
    """The second pass: nobody below a line a part of the way from the worst share to 1.

    Kept when it lifts the worst share, and costs no more of the whole fit than allowed and no
    more of any rule than before.
    """
    pairs, loads, kept = solved
    serving = _serving(needs, readers, found, pairs)
    worst = _worst(serving, pairs, kept)
    level = worst + LIFT * (1 - worst)
    picked = lifted(programme(needs, readers, rules, pairs, loads), serving, level)
    say(90)
    if picked is None:
        return kept
    costs = [_short_of(pairs, one, needs, readers, rules) for one in (kept, picked)]
    least = float(pairs.worth[kept].sum()) * (1 - rules.lift / 100)
    is_better = _worst(serving, pairs, picked) > worst and costs[1] <= costs[0]
    return picked if is_better and pairs.worth[picked].sum() >= least else kept


def _short_of(
    pairs: Candidates,
    picked: "NDArray[np.bool_]",
    needs: Sequence[Need],
    readers: Sequence[Reader],
    rules: Rules,
) -> float:
    """What the shortfalls of a choice cost."""
    given: dict[int, set[int]] = {}
    for n, r in zip(pairs.need[picked].tolist(), pairs.reader[picked].tolist(), strict=True):
        given.setdefault(needs[n].id, set()).add(readers[r].id)
    return sum(
        EMPTY_PLACE * s.missing + NO_LANGUAGE * s.language + NO_SENIOR * s.seniors
        for s in _short(needs, readers, rules, given)
    )


def _serving(
    needs: Sequence[Need], readers: Sequence[Reader], found: Fits, pairs: Candidates
) -> Serving:
    columns = {reader.id: r for r, reader in enumerate(readers)}
    of_need: dict[int, list[int]] = {}
    for i, n in enumerate(pairs.need.tolist()):
        of_need.setdefault(n, []).append(i)
    fixed = [
        sum(float(found.whole[n, columns[r]]) for r in needs[n].fixed if r in columns)
        for n in of_need
    ]
    most = [
        there + sum(sorted((float(pairs.worth[i]) for i in mine), reverse=True)[: needs[n].wanted])
        for there, (n, mine) in zip(fixed, of_need.items(), strict=True)
    ]
    return Serving(list(of_need.values()), fixed, most)


def _worst(serving: Serving, pairs: Candidates, picked: "NDArray[np.bool_]") -> float:
    shares = [
        (there + sum(float(pairs.worth[i]) for i in mine if picked[i])) / max(most, 1e-9)
        for mine, there, most in zip(serving.pairs, serving.fixed, serving.best, strict=True)
    ]
    return min(shares, default=1.0)


def _served(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    found: Fits,
    pairs: Candidates,
    chosen: Sequence[Pair],
) -> dict[int, float]:
    """The share of its best that each need with an open place got; 0 where nobody may read it."""
    serving = _serving(needs, readers, found, pairs)
    ids = list(dict.fromkeys(pairs.need.tolist()))
    given = {need.id: 0.0 for need in needs}
    for pair in chosen:
        given[pair.need] += pair.fit
    shares = {need.id: 0.0 for need in needs if need.wanted > 0}
    for n, there, most in zip(ids, serving.fixed, serving.best, strict=True):
        share = (there + given[needs[n].id]) / most if most > 0.1 else 1.0
        shares[needs[n].id] = round(min(1.0, share), 3)
    return shares


def _chosen(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    found: Fits,
    pairs: Candidates,
    picked: "NDArray[np.bool_] | None",
) -> list[Pair]:
    if picked is None:
        return []
    places = zip(pairs.need[picked].tolist(), pairs.reader[picked].tolist(), strict=True)
    return [pair_of(needs[n], readers[r], found, (n, r)) for n, r in places]


def shortfalls(
    needs: Sequence[Need], readers: Sequence[Reader], rules: Rules, chosen: Iterable[Pair]
) -> list[Shortfall]:
    """Which proposals get less than the rules want, and of what."""
    given: dict[int, set[int]] = {}
    for pair in chosen:
        given.setdefault(pair.need, set()).add(pair.reader)
    return _short(needs, readers, rules, given)


def _short(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    rules: Rules,
    given: Mapping[int, set[int]],
) -> list[Shortfall]:
    by_id = {r.id: r for r in readers}
    short = []
    for need in needs:
        now = Need(
            need.id,
            need.language,
            need.region,
            need.theme,
            need.wanted - len(given.get(need.id, ())),
            need.fixed | given.get(need.id, set()),
        )
        one = Shortfall(
            need.id,
            max(0, now.wanted),
            lacking_language(now, by_id, rules),
            lacking_seniors(now, by_id, rules),
        )
        if one.lacks:
            short.append(one)
    return short


def _not_crossed(
    needs: Sequence[Need], readers: Sequence[Reader], rules: Rules, chosen: Iterable[Pair]
) -> int:
    """Places that should go to people who also know other regions, and do not."""
    by_need, by_id = {n.id: n for n in needs}, {r.id: r for r in readers}
    wanted = Counter[str]()
    for need in needs:
        wanted[need.region] += max(need.wanted, 0)
    if len([region for region, n in wanted.items() if n]) < 2:
        return 0
    across = Counter[str]()
    for pair in chosen:
        region = by_need[pair.need].region
        across[region] += by_id[pair.reader].crosses(region)
    return sum(max(0, rules.crossing * n // 100 - across[region]) for region, n in wanted.items())
