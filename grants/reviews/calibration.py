"""What scores say once the strictness of who gave them is taken out, and how sure that is.

The model is score = overall mean + proposal + reviewer + noise, all three normal. Variances are
those of REML; effects solve Henderson's mixed-model equations (Searle, Casella and McCulloch 1992,
ch. 7). Proposals are absorbed first: what is left to factorise has one row a reviewer. Scores are
in points out of 100. Measured: 1,000 proposals × 100 reviewers × 3 in 0.04 s,
2,000 draws in 0.3 s.
"""

import enum
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Truths = NDArray[np.bool_]

DRAWS = 2_000  # a share is then known to about one point
LEAST_REVIEWS = 5  # a reviewer, on average
NORMAL_90 = 1.6448536269514722  # half the width of an interval of 90 %
MOST_RATIO = 1e3  # of a standard deviation to that of the noise


class Refusal(enum.StrEnum):
    """Why scores cannot be calibrated."""

    FEW_PROPOSALS = "few_proposals"
    APART = "apart"
    FEW_REVIEWS = "few_reviews"
    NO_SECOND = "no_second"
    COMPLETE = "complete"
    ALIKE = "alike"


@dataclass(frozen=True)
class Scores:
    """Reviews as arrays of one length: of which proposal, by which reviewer, how many points."""

    proposal: Indices
    reviewer: Indices
    points: Floats
    proposals: int
    reviewers: int

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class Fit:
    """Variances, effects and what is needed to draw from their posterior.

    calibrated: mean + effect of each proposal; leniency: effect of each reviewer, positive for one
    who gives more than others would; *_error: standard errors of prediction of both.
    """

    mean: float
    proposal_variance: float
    reviewer_variance: float
    noise_variance: float
    criterion: float  # −2 log REML likelihood
    calibrated: Floats
    calibrated_error: Floats
    leniency: Floats
    leniency_error: Floats
    equations: "Equations"


@dataclass(frozen=True)
class Outlook:
    """From the draws: the mean rank, and the share of draws in which the money reaches it."""

    expected_rank: Floats
    funded: Floats


def groups(scores: Scores) -> int:
    """Into how many parts the graph of proposals and reviewers falls; only those with a review."""
    above = list(range(scores.proposals + scores.reviewers))

    def root(node: int) -> int:
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for proposal, reviewer in zip(scores.proposal.tolist(), scores.reviewer.tolist(), strict=True):
        above[root(proposal)] = root(scores.proposals + reviewer)
    return len({root(node) for node in set(scores.proposal.tolist())})


def refusal(scores: Scores) -> Refusal | None:
    """The first reason why a calibration would say nothing, or nothing that holds."""
    if scores.proposals < 3:
        return Refusal.FEW_PROPOSALS
    if groups(scores) > 1:
        return Refusal.APART
    if len(scores) < LEAST_REVIEWS * scores.reviewers:
        return Refusal.FEW_REVIEWS
    if len(scores) < scores.proposals + scores.reviewers:
        return Refusal.NO_SECOND
    pairs = set(zip(scores.proposal.tolist(), scores.reviewer.tolist(), strict=True))
    if len(pairs) == scores.proposals * scores.reviewers:
        return Refusal.COMPLETE
    if np.ptp(scores.points) == 0:
        return Refusal.ALIKE
    return None


class Equations:
    """Henderson's equations at one pair of ratios (standard deviations over that of the noise).

    Effects are in units of their own deviation, so that a deviation of zero is no special case:
    A = [[D, K], [K', B]] with D diagonal over proposals, B over reviewers and the mean.
    """

    def __init__(self, scores: Scores, ratios: Floats):
        self.scores = scores
        self.own, self.other = float(ratios[0]), float(ratios[1])
        counts = np.zeros((scores.proposals, scores.reviewers + 1))
        np.add.at(counts, (scores.proposal, scores.reviewer), 1.0)
        counts[:, -1] = counts[:, :-1].sum(axis=1)
        self.counts = counts
        self.scale = np.append(np.full(scores.reviewers, self.other), 1.0)
        self._solve()

    def _solve(self) -> None:
        s, counts, scale = self.scores, self.counts, self.scale
        read = counts[:, -1]  # reviews of each proposal
        self.diagonal = self.own**2 * read + 1
        self.border = self.own * counts * scale
        self.weights = self.border / self.diagonal[:, None]
        given = counts[:, :-1].sum(axis=0)
        block = np.diag(np.append(self.other**2 * given + 1, read.sum()))
        block[-1, :-1] = block[:-1, -1] = self.other * given
        self.root = np.linalg.cholesky(block - self.border.T @ self.weights)
        self.inverse = _inverse(self.root)
        sums = np.bincount(s.proposal, s.points, s.proposals)
        by = np.append(np.bincount(s.reviewer, s.points, s.reviewers), s.points.sum())
        self.rest = self.inverse @ (by * scale - self.weights.T @ (self.own * sums))
        self.first = (self.own * sums - self.border @ self.rest) / self.diagonal
        self.left = s.points - self.fitted()
        self.squares = float(self.left @ self.left + self.first @ self.first) + float(
            self.rest[:-1] @ self.rest[:-1]
        )

    def fitted(self) -> Floats:
        s = self.scores
        found: Floats = (
            self.rest[-1]
            + self.own * self.first[s.proposal]
            + self.other * self.rest[:-1][s.reviewer]
        )
        return found

    def criterion(self) -> float:
        """−2 log of the restricted likelihood, the noise's variance profiled out."""
        free = len(self.scores) - 1
        logs = np.log(self.diagonal).sum() + 2 * np.log(np.diag(self.root)).sum()
        return float(logs + free * (1 + np.log(2 * np.pi * self.squares / free)))

    def slope(self) -> Floats:
        """The derivative of `criterion` by both ratios."""
        s, free = self.scores, len(self.scores) - 1
        spread = self.weights @ self.inverse  # minus the block of the inverse beside proposals
        unscaled = self.counts * self.scale
        own_diagonal = 1 / self.diagonal + np.einsum("ij,ij->i", spread, self.weights)
        by_own = 2 * self.own * (own_diagonal @ self.counts[:, -1])
        by_own -= 2 * np.einsum("ij,ij->", spread, unscaled)
        given = self.counts[:, :-1].sum(axis=0)
        by_other = 2 * self.other * (np.diag(self.inverse)[:-1] @ given)
        by_other += 2 * (self.inverse[-1, :-1] @ given)
        by_other -= 2 * self.own * np.einsum("ij,ij->", spread[:, :-1], self.counts[:, :-1])
        left_own = np.bincount(s.proposal, self.left, s.proposals) @ self.first
        left_other = np.bincount(s.reviewer, self.left, s.reviewers) @ self.rest[:-1]
        pull = 2 * free / self.squares
        return np.array([by_own - pull * left_own, by_other - pull * left_other])


def fit(scores: Scores) -> Fit:
    """REML and the effects. The caller has asked `refusal`; exact fits answer a noise near zero."""
    from scipy.optimize import minimize  # heavy: only a calibration needs it

    with one_thread():
        return _fitted(scores, minimize)


def one_thread() -> Any:
    """Small matrices: many threads wait for each other sixty times longer than one works alone."""
    from threadpoolctl import threadpool_limits  # looks for the libraries of numpy and scipy

    return threadpool_limits(1)


def _fitted(scores: Scores, minimize: Any) -> Fit:
    centre, unit = float(scores.points.mean()), float(scores.points.std()) or 1.0
    plain = Scores(
        scores.proposal,
        scores.reviewer,
        (scores.points - centre) / unit,
        scores.proposals,
        scores.reviewers,
    )

    def asked(ratios: Floats) -> tuple[float, Floats]:
        at = Equations(plain, ratios)
        return at.criterion(), at.slope()

    found = minimize(
        asked,
        np.array([1.0, 0.7]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, MOST_RATIO)] * 2,
        options={"ftol": 1e-14, "gtol": 1e-6, "maxiter": 200},
    )
    return _fit(Equations(plain, found.x), centre, unit)


def _fit(at: Equations, centre: float, unit: float) -> Fit:
    free = len(at.scores) - 1
    noise = at.squares / free
    ahead = at.own * at.weights  # of proposals, on reviewers and the mean
    ahead[:, -1] -= 1
    spread = np.einsum("ij,jk,ik->i", ahead, at.inverse, ahead, optimize=True)
    variance = noise * (at.own**2 / at.diagonal + spread)
    return Fit(
        mean=centre + unit * float(at.rest[-1]),
        proposal_variance=unit**2 * noise * at.own**2,
        reviewer_variance=unit**2 * noise * at.other**2,
        noise_variance=unit**2 * noise,
        criterion=at.criterion() + 2 * free * float(np.log(unit)),
        calibrated=centre + unit * (at.rest[-1] + at.own * at.first),
        calibrated_error=unit * np.sqrt(variance),
        leniency=unit * at.other * at.rest[:-1],
        leniency_error=unit * at.other * np.sqrt(noise * np.diag(at.inverse)[:-1]),
        equations=at,
    )


def outlook(
    found: Fit,
    *,
    added: Floats,
    passes: Truths,
    asked_cents: NDArray[np.int64],
    room_cents: int,
    seed: int,
    draws: int = DRAWS,
) -> Outlook:
    """Rank and money in draws from the posterior; all arrays in the order of the proposals.

    added: points put on each (what a panel agreed); passes: whether the money may reach it at all.
    The same seed gives the same figures: numpy promises the raw stream, so normals are made here.
    """
    with one_thread():
        deviations = _drawn(found, seed, draws)
    drawn = deviations * float(np.sqrt(found.noise_variance)) + (found.calibrated + added)
    order = np.argsort(-drawn, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
    cost = np.where(passes, asked_cents, 0)[order]
    reached = (np.cumsum(cost, axis=1) <= room_cents) & passes[order]
    funded = np.bincount(order[reached], minlength=order.shape[1])
    return Outlook(ranks.mean(axis=0), funded / draws)


def _drawn(found: Fit, seed: int, draws: int) -> Floats:
    """Deviations of mean + effect from their prediction, in units of the noise: draws × proposals.

    First reviewers and the mean from their marginal, then each proposal given these.
    """
    at = found.equations
    many = len(at.rest)
    normals = _normals(seed, draws * (many + len(at.first))).reshape(draws, -1)
    rest = np.linalg.solve(at.root.T, normals[:, :many].T).T
    first = normals[:, many:] / np.sqrt(at.diagonal) - rest @ at.weights.T
    found_here: Floats = rest[:, -1:] + at.own * first
    return found_here


def _normals(seed: int, many: int) -> Floats:
    """Standard normals by Box and Muller from the raw stream of PCG64."""
    half = (many + 1) // 2
    raw = np.random.PCG64(seed).random_raw(2 * half) >> np.uint64(11)
    uniform = (raw.astype(np.float64) + 0.5) * 2.0**-53
    radius = np.sqrt(-2 * np.log(uniform[:half]))
    angle = 2 * np.pi * uniform[half:]
    made: Floats = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:many]
    return made


def _inverse(root: Floats) -> Floats:
    """Of the matrix whose lower Cholesky factor is given."""
    half = np.linalg.solve(root, np.eye(len(root)))
    found: Floats = half.T @ half
    return found
