"""Reviews in, calibrated figures out: in thousandths, the same for everybody with the same reviews.

A lead's page and `flask reviews reproduce` both come here, so that what was frozen can be made
again from its record. Reviews are taken in the order of their references and reviewers in the order
of their first review: no name and no key of the database has a part in it. What is kept is looked
up by all of it at each page, so reviews are named tuples, which compare quickly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from grants.core.digest import sha256
from grants.core.messages import Message, msg, nmsg
from grants.reviews.rules.scores import MILLI

KEPT = 16  # results kept by a process, until a score changes or others push them out


class Given(NamedTuple):
    """A counting review: its reference, its proposal's, who gave it, and its total."""

    review: str
    proposal: str
    reviewer: str | int
    milli: int


class Candidate(NamedTuple):
    """A proposal with at least one total; `moved` is by how much a panel's agreement moved its
    mean, in thousandths."""

    ref: str
    asked_cents: int
    passes: bool
    moved: Fraction


@dataclass(frozen=True)
class Estimate:
    """Thousandths of points with an interval of 90 %, of places, of certainty."""

    milli: int
    low_milli: int
    high_milli: int
    rank_milli: int
    funded_permille: int


@dataclass(frozen=True)
class Leniency:
    """How much more (or less) a reviewer gives than others would, with an interval of 90 %."""

    reviewer: str | int
    reviews: int
    milli: int
    low_milli: int
    high_milli: int

    @property
    def is_certain(self) -> bool:
        return self.low_milli > 0 or self.high_milli < 0


@dataclass(frozen=True)
class Calibrated:
    """All of it, or why not."""

    refused: Message | None
    estimates: Mapping[str, Estimate]
    leniency: tuple[Leniency, ...] = ()
    mean_milli: int = 0
    proposals_milli: int = 0  # standard deviations, in thousandths of points
    reviewers_milli: int = 0
    noise_milli: int = 0
    seed: int = 0
    draws: int = 0


def seed_of(call_ref: str) -> int:
    """The seed of the draws, recorded with a frozen ranking."""
    return int(sha256(f"{call_ref}:calibration")[:12], 16)


def labels(reviews: Sequence[Given]) -> dict[str | int, str]:
    """E1, E2, … in the order of the first review: who is who in a frozen record."""
    found: dict[str | int, str] = {}
    for one in sorted(reviews, key=lambda given: given.review):
        found.setdefault(one.reviewer, f"E{len(found) + 1}")
    return found


@lru_cache(maxsize=KEPT)
def calibrate(
    reviews: tuple[Given, ...], candidates: tuple[Candidate, ...], room_cents: int, seed: int
) -> Calibrated:
    """Fitted and drawn once for the same arguments; every review is one of a candidate's."""
    from grants.reviews import calibration  # heavy: numpy

    reviews = tuple(sorted(reviews, key=lambda given: given.review))
    candidates = tuple(sorted(candidates, key=lambda one: one.ref))
    given = _arrays(reviews, candidates)
    refusal = calibration.refusal(given)
    if refusal is not None:
        return Calibrated(_words(calibration, refusal, given), {})
    return _found(calibration, reviews, candidates, given, room_cents, seed)


def _arrays(reviews: Sequence[Given], candidates: Sequence[Candidate]) -> Any:
    import numpy as np

    from grants.reviews.calibration import Scores

    place = {one.ref: n for n, one in enumerate(candidates)}
    reader = {who: n for n, who in enumerate(labels(reviews))}
    return Scores(
        np.array([place[one.proposal] for one in reviews], dtype=np.int64),
        np.array([reader[one.reviewer] for one in reviews], dtype=np.int64),
        np.array([one.milli / MILLI for one in reviews], dtype=np.float64),
        len(place),
        len(reader),
    )


def _found(
    calibration: Any,
    reviews: Sequence[Given],
    candidates: Sequence[Candidate],
    given: Any,
    room_cents: int,
    seed: int,
) -> Calibrated:
    import numpy as np

    fit = calibration.fit(given)
    added = np.array([float(one.moved) / MILLI for one in candidates])
    seen = calibration.outlook(
        fit,
        added=added,
        passes=np.array([one.passes for one in candidates]),
        asked_cents=np.array([one.asked_cents for one in candidates], dtype=np.int64),
        room_cents=room_cents,
        seed=seed,
    )
    return Calibrated(
        refused=None,
        estimates=_estimates(calibration, fit, seen, added, candidates),
        leniency=_leniency(calibration, fit, given, labels(reviews)),
        mean_milli=round(fit.mean * MILLI),
        proposals_milli=round(fit.proposal_variance**0.5 * MILLI),
        reviewers_milli=round(fit.reviewer_variance**0.5 * MILLI),
        noise_milli=round(fit.noise_variance**0.5 * MILLI),
        seed=seed,
        draws=calibration.DRAWS,
    )


def _estimates(
    calibration: Any, fit: Any, seen: Any, added: Any, candidates: Sequence[Candidate]
) -> dict[str, Estimate]:
    values, wide = fit.calibrated + added, calibration.NORMAL_90 * fit.calibrated_error
    columns = (values, values - wide, values + wide, seen.expected_rank, seen.funded)
    rows = zip(candidates, *map(_milli, columns), strict=True)
    return {one.ref: Estimate(*figures) for one, *figures in rows}


def _leniency(
    calibration: Any, fit: Any, given: Any, reviewers: Iterable[str | int]
) -> tuple[Leniency, ...]:
    counts = [0] * given.reviewers
    for reader in given.reviewer.tolist():
        counts[reader] += 1
    off = calibration.NORMAL_90 * fit.leniency_error
    effects = map(_milli, (fit.leniency, fit.leniency - off, fit.leniency + off))
    return tuple(Leniency(*row) for row in zip(reviewers, counts, *effects, strict=True))


def _milli(values: Any) -> list[int]:
    """An array in whole thousandths."""
    return [round(value * MILLI) for value in values.tolist()]


def _words(calibration: Any, refusal: Any, given: Any) -> Message:
    """Why there are no calibrated figures, and what would help."""
    kind = calibration.Refusal
    said = {
        kind.FEW_PROPOSALS: msg(
            "Fewer than three proposals have a review: there is nothing to compare."
        ),
        kind.FEW_REVIEWS: msg(
            "With fewer than %(least)s reviews an evaluator on average, nobody can tell a strict "
            "evaluator from one who read weak proposals.",
            least=calibration.LEAST_REVIEWS,
        ),
        kind.NO_SECOND: msg(
            "Too few proposals were read by a second evaluator: strictness cannot be told from "
            "quality."
        ),
        kind.COMPLETE: msg(
            "Every evaluator scored every proposal: strictness falls on all of them alike, and the "
            "order of the means is already free of it."
        ),
        kind.ALIKE: msg("All totals are the same: there is nothing to tell apart."),
    }
    if refusal is not kind.APART:
        return said[refusal]
    return nmsg(
        "The reviews fall into %(n)s group that shares no evaluator with the others.",
        "The reviews fall into %(n)s groups that share no evaluator, so points of one group cannot "
        "be compared with those of another. One proposal read across them ties them together.",
        calibration.groups(given),
    )
