"""Working out who reads what, with all rules: pure, over invented proposals and evaluators."""

import random
from collections.abc import Callable
from typing import Any

from bench.registry import Counted, count, work
from bench.worlds import World
from grants.reviews.assignment import Need, Plan, Reader, Rules, suggest

LANGUAGES = ("en", "fr", "es", "pt")
REGIONS = ("africa", "asia", "europe", "americas")
THEMES = ("housing", "water", "youth", "climate", "work", "data")
EACH = 3  # evaluators a proposal
SMALL, LARGE = (200, 25), (1_000, 100)
SMALL_MS, LARGE_MS = 1_000, 10_000


def invented(proposals: int, people: int, seed: int = 1) -> dict[str, Any]:
    """Proposals, evaluators who read two languages and take a third more than an even share, a
    conflict in twenty pairs, likenesses of texts and ten bids each."""
    import numpy as np

    dice = random.Random(seed)
    needs = [
        Need(n, dice.choice(LANGUAGES), dice.choice(REGIONS), dice.choice(THEMES), EACH)
        for n in range(proposals)
    ]
    readers = [
        Reader(
            proposals + r,
            languages=frozenset(dice.sample(LANGUAGES, 2)),
            regions=frozenset(dice.sample(REGIONS, dice.choice((1, 1, 2)))),
            themes=frozenset(dice.sample(THEMES, 2)),
            most=int(proposals * EACH / people * 1.3) + 1,
            strengths={theme: dice.randint(1, 3) for theme in THEMES},
            is_senior=dice.random() < 0.35,
        )
        for r in range(people)
    ]
    tied = proposals * people // 20
    pairs = [
        (dice.randrange(proposals), proposals + dice.randrange(people))
        for _ in range(tied + 10 * people)
    ]
    bids = pairs[tied:]
    return {
        "needs": needs,
        "readers": readers,
        "conflicts": frozenset(pairs[:tied]),
        "likeness": np.random.default_rng(seed).beta(1.2, 8, (proposals, people)),
        "bids": {pair: dice.choice((1.0, 0.5, -1.0)) for pair in bids},
    }


def _once(size: tuple[int, int]) -> Callable[[], Plan]:
    posed = invented(*size)
    return lambda: suggest(**posed)


@work("reviews.assign_200", most_ms=SMALL_MS)
def small(_world: World) -> Callable[[], Plan]:
    return _once(SMALL)


@work("reviews.assign_1000", most_ms=LARGE_MS)
def large(_world: World) -> Callable[[], Plan]:
    return _once(LARGE)


@count("reviews.assign_quality")
def quality(_world: World) -> Counted:
    """What is reached: places, rules, the proof, and what lifting the worst served gives."""
    lines, missed = [], []
    for size in (SMALL, LARGE):
        posed = invented(*size)
        plain, lifted = suggest(**posed, rules=Rules(lift=0)), suggest(**posed)
        lines.append(
            f"  {size[0]} × {size[1]} × {EACH}: {len(lifted.pairs)} places, "
            f"{len(lifted.shortfalls)} fall short, gap {lifted.gap}; fit {plain.total:.0f} → "
            f"{lifted.total:.0f}, worst served {plain.worst:.2f} → {lifted.worst:.2f}"
        )
        if lifted.gap != 0 or len(lifted.pairs) < size[0] * EACH:
            missed.append(f"optimum of {size[0]}")
    return Counted("\n".join(lines), tuple(missed))
