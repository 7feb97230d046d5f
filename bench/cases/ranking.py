"""The ranking of 1,000 proposals with three reviews of seven criteria each, and its calibration."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bench.cases.house import SCORED, STAFF_BYTES
from bench.registry import Goal, Request, case, work
from bench.worlds import World
from grants.demo.cast import BY_KEY
from grants.reviews import calibration
from grants.reviews.calibration import Scores

PROPOSALS, REVIEWERS, EACH = 1_000, 100, 3
CALIBRATION_MS = 1_000


@case(
    "reviews.ranking",
    Goal(p95_ms=300, first_load_bytes=STAFF_BYTES),
    same_queries_in="small",
)
def ranking(world: World) -> list[Request]:
    """The last page, sorted by a calibrated figure."""
    cookie = world.cookie(BY_KEY["helena"].email)
    return [Request(f"/reviews/calls/{SCORED}/ranking?sort=funded&page=2", cookie)]


@case("reviews.evidence", Goal(p95_ms=600, first_load_bytes=STAFF_BYTES), same_queries_in="small")
def evidence(world: World) -> list[Request]:
    """Agreement over every single score, strictness, who moves."""
    cookie = world.cookie(BY_KEY["helena"].email)
    return [Request(f"/reviews/calls/{SCORED}/ranking/evidence", cookie)]


@work("reviews.calibrate", CALIBRATION_MS)
def calibrate(_world: World) -> Callable[[], Any]:
    """Fit, intervals and 2,000 draws, from arrays."""
    random = np.random.default_rng(7)
    of = np.repeat(np.arange(PROPOSALS), EACH)
    by = np.concatenate([random.choice(REVIEWERS, EACH, replace=False) for _ in range(PROPOSALS)])
    quality, strict = random.normal(60, 10, PROPOSALS), random.normal(0, 6, REVIEWERS)
    points = quality[of] + strict[by] + random.normal(0, 9, len(of))
    given = Scores(of, by, points, PROPOSALS, REVIEWERS)

    def run() -> None:
        if calibration.refusal(given) is not None:
            raise SystemExit("the scores of this case cannot be calibrated")
        calibration.outlook(
            calibration.fit(given),
            added=np.zeros(PROPOSALS),
            passes=np.ones(PROPOSALS, dtype=bool),
            asked_cents=np.full(PROPOSALS, 20_000_000),
            room_cents=200 * 20_000_000,
            seed=7,
        )

    return run
