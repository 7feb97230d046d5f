"""Calibration and agreement equal what is published, and a brute force made apart from them."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import minimize

from grants.reviews import calibration, simulation
from grants.reviews.agreement import alpha
from grants.reviews.calibration import Refusal, Scores
from tests.reviews import published


def scores(rows: Sequence[tuple[int, int, float]]) -> Scores:
    """From (proposal, reviewer, points)."""
    of, by, points = (np.array(column) for column in zip(*rows, strict=True))
    return Scores(of, by, points.astype(float), int(of.max()) + 1, int(by.max()) + 1)


def unbalanced(seed: int, proposals: int = 12, reviewers: int = 5, each: int = 3) -> Scores:
    rng = np.random.default_rng(seed)
    own, other = rng.normal(0, 9, proposals), rng.normal(0, 6, reviewers)
    return scores(
        [
            (i, int(j), 60 + own[i] + other[j] + rng.normal(0, 5))
            for i in range(proposals)
            for j in rng.choice(reviewers, each - i % 2, replace=False)
        ]
    )


def test_one_way_reml_is_that_published_for_the_dyestuff() -> None:
    rows = [(i, 0, y) for i, batch in enumerate(published.DYESTUFF) for y in batch]
    found, known = calibration.fit(scores(rows)), published.DYESTUFF_FIT
    assert found.mean == pytest.approx(known["mean"], abs=5e-5)
    assert found.proposal_variance == pytest.approx(known["batch"], abs=5e-3)
    assert found.noise_variance == pytest.approx(known["noise"], abs=5e-3)
    assert found.criterion == pytest.approx(known["criterion"], abs=5e-5)


def test_crossed_reml_and_its_effects_are_those_published_for_penicillin() -> None:
    rows = [(i, j, y) for i, plate in enumerate(published.PENICILLIN) for j, y in enumerate(plate)]
    found, known = calibration.fit(scores(rows)), published.PENICILLIN_FIT
    assert found.mean == pytest.approx(known["mean"], abs=5e-5)
    assert found.proposal_variance == pytest.approx(known["plate"], abs=5e-5)
    assert found.reviewer_variance == pytest.approx(known["sample"], abs=5e-5)
    assert found.noise_variance == pytest.approx(known["noise"], abs=5e-5)
    assert found.criterion == pytest.approx(known["criterion"], abs=5e-5)
    assert found.leniency == pytest.approx(np.array(published.PENICILLIN_SAMPLES), abs=5e-5)


@pytest.mark.parametrize("seed", range(4))
def test_unbalanced_reml_and_prediction_equal_a_brute_force_over_the_likelihood(seed: int) -> None:
    given = unbalanced(seed)
    own = np.eye(given.proposals)[given.proposal]
    other = np.eye(given.reviewers)[given.reviewer]
    ones, y = np.ones(len(given)), given.points

    def covariance(variances: Sequence[float]) -> np.ndarray:
        a, b, noise = variances
        return a * own @ own.T + b * other @ other.T + noise * np.eye(len(y))

    def restricted(logs: np.ndarray) -> float:
        v = covariance(np.exp(logs))
        inverse = np.linalg.inv(v)
        weight = ones @ inverse @ ones
        left = y - (ones @ inverse @ y) / weight
        return float(
            np.linalg.slogdet(v)[1]
            + np.log(weight)
            + left @ inverse @ left
            + (len(y) - 1) * np.log(2 * np.pi)
        )

    best = minimize(
        restricted,
        np.log([80.0, 30.0, 25.0]),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000},
    )
    found = calibration.fit(given)
    assert found.criterion == pytest.approx(best.fun, abs=1e-5)
    variances = [found.proposal_variance, found.reviewer_variance, found.noise_variance]
    assert variances == pytest.approx(list(np.exp(best.x)), rel=1e-4, abs=1e-6)
    inverse = np.linalg.inv(covariance(variances))
    weight = ones @ inverse @ ones
    mean = ones @ inverse @ y / weight
    ahead = found.proposal_variance * own.T @ inverse
    assert found.calibrated == pytest.approx(mean + ahead @ (y - mean), abs=1e-6)
    short = 1 - ahead @ ones
    variance = found.proposal_variance - np.diag(ahead @ own) * found.proposal_variance
    assert found.calibrated_error**2 == pytest.approx(variance + short**2 / weight, rel=1e-6)


def test_the_slope_is_the_derivative_of_the_criterion() -> None:
    given, at, step = unbalanced(7), np.array([1.3, 0.4]), 1e-6
    for n, way in enumerate(np.eye(2) * step):
        ahead, behind = (calibration.Equations(given, at + by).criterion() for by in (way, -way))
        slope = calibration.Equations(given, at).slope()[n]
        assert slope == pytest.approx((ahead - behind) / (2 * step), rel=1e-5)


def test_draws_have_the_spread_of_the_prediction_and_repeat_with_their_seed() -> None:
    found = calibration.fit(unbalanced(3, proposals=30, reviewers=6))
    drawn = calibration._drawn(found, 11, 20_000) * np.sqrt(found.noise_variance)
    assert drawn.std(axis=0) == pytest.approx(found.calibrated_error, rel=0.03)
    assert drawn.mean(axis=0) == pytest.approx(np.zeros(30), abs=0.15)
    again, other = (calibration._drawn(found, seed, 5) for seed in (11, 12))
    assert (again == calibration._drawn(found, 11, 5)).all()
    assert (again != other).any()


def test_money_reaches_the_front_and_never_what_does_not_pass() -> None:
    found = calibration.fit(unbalanced(3, proposals=30, reviewers=6))
    passes = np.arange(30) != int(np.argmax(found.calibrated))
    seen = calibration.outlook(
        found,
        added=np.zeros(30),
        passes=passes,
        asked_cents=np.full(30, 100),
        room_cents=1_050,
        seed=5,
    )
    assert seen.funded[~passes] == 0
    assert seen.funded.sum() == pytest.approx(10)  # the eleventh cannot be paid in full
    assert seen.expected_rank.sum() == pytest.approx(30 * 31 / 2)
    assert np.corrcoef(seen.expected_rank, found.calibrated)[0, 1] < -0.9


def test_calibration_is_refused_where_it_would_say_nothing() -> None:
    def every(pairs: Sequence[tuple[int, int]]) -> Refusal | None:
        return calibration.refusal(scores([(i, j, 50.0 + 7 * i + j) for i, j in pairs]))

    assert calibration.refusal(unbalanced(1)) is None
    assert every([(0, 0), (1, 0)]) is Refusal.FEW_PROPOSALS
    split = [(i, j + 2 * (i % 2)) for i in range(20) for j in range(2)]
    assert every(split) is Refusal.APART
    assert every([(i, (i + j) % 8) for i in range(8) for j in range(2)]) is Refusal.FEW_REVIEWS
    assert every([(i, 0) for i in range(9)]) is Refusal.NO_SECOND
    assert every([(i, j) for i in range(6) for j in range(3)]) is Refusal.COMPLETE
    given = unbalanced(1)
    alike = Scores(given.proposal, given.reviewer, np.full(len(given), 60.0), 12, 5)
    assert calibration.refusal(alike) is Refusal.ALIKE


@pytest.mark.parametrize(
    ("table", "known"),
    [
        (published.FOUR_OBSERVERS, published.FOUR_OBSERVERS_ALPHA),
        (published.THREE_CODERS, published.THREE_CODERS_ALPHA),
    ],
)
def test_alpha_is_the_one_krippendorff_publishes(
    table: Sequence[Sequence[int | None]], known: float
) -> None:
    given = [(u, v) for row in table for u, v in enumerate(row) if v is not None]
    units, values = (np.array(column) for column in zip(*given, strict=True))
    found = alpha(units, values.astype(float))
    assert found == pytest.approx(known, abs=5e-4)


def test_alpha_says_nothing_where_nothing_can_be_compared() -> None:
    assert alpha(np.array([], dtype=int), np.array([])) is None
    assert alpha(np.array([1, 2]), np.array([3.0, 4.0])) is None
    assert alpha(np.array([1, 1]), np.array([3.0, 3.0])) is None


def test_calibration_funds_no_less_of_the_truly_best_and_more_where_strictness_differs() -> None:
    """Small and quick; `flask reviews simulate` gives the table of the documentation."""
    assert len(simulation.SCENARIOS) == 10
    chosen = (simulation.SCENARIOS[0], simulation.SCENARIOS[3], simulation.SCENARIOS[7])
    for one in simulation.simulate(2026, 25, proposals=80, reviewers=15, scenarios=chosen):
        assert one.refused == 0
        assert one.gain >= -1
        assert one.gain > 0 or not one.scenario.leniency_differs
