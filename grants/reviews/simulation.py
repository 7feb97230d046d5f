"""Does calibration find the better proposals? Made-up calls whose true order is known.

Each call has proposals of a true quality, evaluators of a true strictness, and chance. It is
ranked by the mean of its scores and by the calibrated scores; what counts is how many of the truly
best would be funded under each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grants.reviews import calibration
from grants.reviews.calibration import Scores

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Random = np.random.Generator

PROPOSALS, REVIEWERS, REGIONS = 200, 25, 5
FUNDED = 0.25  # of the proposals
MEAN, QUALITY, NOISE = 60.0, 10.0, 9.0  # points of 100; the last two as standard deviations
ACROSS = 0.2  # of the reviews are given across regions
ANCHORS = 10  # proposals read by one evaluator of each region


@dataclass(frozen=True)
class Scenario:
    """What differs from call to call; deviations in points."""

    name: str
    design: str = "random"
    strictness: float = 6.0
    extreme: float = 0.0  # how far one evaluator in ten stands off
    noise: float = NOISE
    each: int = 3
    regions_differ: float = 0.0

    @property
    def leniency_differs(self) -> bool:
        return self.strictness > 0 or self.extreme > 0


SCENARIOS = (
    Scenario("At random, all equally strict", strictness=0),
    Scenario("At random, strictness differs little (3)", strictness=3),
    Scenario("At random, strictness differs (6)"),
    Scenario("At random, strictness differs much (10)", strictness=10),
    Scenario("At random, one in ten stands off by 20", strictness=0, extreme=20),
    Scenario("At random, much chance (14)", noise=14),
    Scenario("At random, two reviews each", each=2),
    Scenario("By region, 20 % across", design="region"),
    Scenario("By region, 20 % across, regions differ (5)", design="region", regions_differ=5),
    Scenario("By region, sealed but for 10 anchors", design="anchors"),
)


@dataclass(frozen=True)
class Outcome:
    """Shares of the truly best that were funded, over all calls of a scenario."""

    scenario: Scenario
    raw: float
    calibrated: float
    refused: int

    @property
    def gain(self) -> float:
        """In points of a hundred."""
        return 100 * (self.calibrated - self.raw)


def simulate(
    seed: int,
    calls: int,
    *,
    proposals: int = PROPOSALS,
    reviewers: int = REVIEWERS,
    scenarios: tuple[Scenario, ...] = SCENARIOS,
) -> Iterator[Outcome]:
    """One outcome a scenario, in order; each has a stream of its own from the seed."""
    for n, scenario in enumerate(scenarios):
        random = np.random.Generator(np.random.PCG64([seed, n]))
        raw, calibrated, refused = [], [], 0
        for _ in range(calls):
            truth, given = _call(scenario, random, proposals, reviewers)
            means = np.bincount(given.proposal, given.points) / np.bincount(given.proposal)
            best = means
            if calibration.refusal(given) is None:
                best = calibration.fit(given).calibrated
            else:
                refused += 1
            many = round(FUNDED * proposals)
            raw.append(_overlap(truth, means, many))
            calibrated.append(_overlap(truth, best, many))
        yield Outcome(scenario, float(np.mean(raw)), float(np.mean(calibrated)), refused)


def _overlap(truth: Floats, found: Floats, many: int) -> float:
    best, chosen = (set(np.argsort(-values)[:many].tolist()) for values in (truth, found))
    return len(best & chosen) / many


def _call(
    scenario: Scenario, random: Random, proposals: int, reviewers: int
) -> tuple[Floats, Scores]:
    """The true qualities, and the scores."""
    region = np.arange(proposals) % REGIONS
    truth = MEAN + random.normal(0, QUALITY, proposals)
    truth += random.normal(0, scenario.regions_differ, REGIONS)[region]
    strict = random.normal(0, scenario.strictness, reviewers)
    off = random.permutation(reviewers)[: max(1, reviewers // 10)]
    strict[off] += scenario.extreme * random.choice([-1, 1], len(off))
    design = DESIGNS[scenario.design]
    readers = [design(int(n), random, reviewers, scenario.each) for n in region]
    if scenario.design == "anchors":
        for n in random.permutation(proposals)[:ANCHORS]:
            readers[n] = _one_of_each(random, reviewers)
    of = np.repeat(np.arange(proposals), [len(some) for some in readers])
    by = np.concatenate(readers)
    points = truth[of] + strict[by] + random.normal(0, scenario.noise, len(of))
    return truth, Scores(of, by, np.clip(points, 0, 100), proposals, reviewers)


def _anyone(_region: int, random: Random, reviewers: int, each: int) -> Indices:
    return random.choice(reviewers, each, replace=False)


def _sealed(region: int, random: Random, reviewers: int, each: int) -> Indices:
    return random.choice(np.arange(region, reviewers, REGIONS), each, replace=False)


def _across(region: int, random: Random, reviewers: int, each: int) -> Indices:
    """Of the region, but one in five reviews by somebody of another."""
    found = _sealed(region, random, reviewers, each)
    others = np.flatnonzero(np.arange(reviewers) % REGIONS != region)
    swapped = random.random(each) < ACROSS
    found[swapped] = random.choice(others, int(swapped.sum()), replace=False)
    return found


def _one_of_each(random: Random, reviewers: int) -> Indices:
    chosen = [random.choice(np.arange(n, reviewers, REGIONS)) for n in range(REGIONS)]
    return np.array(chosen, dtype=np.int64)


DESIGNS: dict[str, Callable[[int, Random, int, int], Indices]] = {
    "random": _anyone,
    "region": _across,
    "anchors": _sealed,
}


def table(outcomes: list[Outcome], seed: int, calls: int) -> str:
    """As Markdown, the form of docs/calibration.md."""
    lines = [
        f"Seed {seed}, {calls} calls a scenario.",
        "",
        "| scenario | by the mean | calibrated | gain in points |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {one.scenario.name} | {100 * one.raw:.1f} % | {100 * one.calibrated:.1f} % "
        f"| {one.gain:+.1f} |"
        for one in outcomes
    ]
    return "\n".join(lines)
