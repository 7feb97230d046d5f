"""Points, means, floors and spread: exact integers and fractions, rounded only to be shown.

Totals are thousandths of points out of 100. An abstention, and a criterion that does not apply, is
left out of every sum and every count; it is never a zero.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol

from grants.core.messages import N_, Message, msg, nmsg

MOST_POINTS = 5
EXTREMES = frozenset({0, 1, 5})
MILLI = 1000


class CriterionLike(Protocol):
    """What the rules need to know of a criterion."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def floor(self) -> int | None: ...
    @property
    def min_comment_chars(self) -> int: ...


@dataclass(frozen=True)
class Points:
    """What one evaluator gives one criterion."""

    points: int | None = None
    abstained: bool = False
    comment: str = ""
    not_applicable: bool = False
    for_committee: str = ""

    @property
    def is_left_out(self) -> bool:
        """Given no points on purpose: out of every sum and every count."""
        return self.abstained or self.not_applicable


# What a form, a file and a version of a review carry where there are no points.
ABSTAIN, NOT_APPLICABLE = "abstain", "not_applicable"


def chosen_of(score: Points) -> str | None:
    """A score as one word: “0” to “5”, ABSTAIN, NOT_APPLICABLE; None when it is open."""
    if score.abstained:
        return ABSTAIN
    if score.not_applicable:
        return NOT_APPLICABLE
    return None if score.points is None else str(score.points)


def points_from(chosen: str, comment: str = "", for_committee: str = "") -> Points:
    """What `chosen_of` wrote; anything else counts as not chosen."""
    is_number = chosen in {str(n) for n in range(MOST_POINTS + 1)}
    return Points(
        int(chosen) if is_number else None,
        chosen == ABSTAIN,
        comment,
        chosen == NOT_APPLICABLE,
        for_committee,
    )


def rounded(value: Fraction) -> int:
    """To the nearest integer, halves up (values are never negative)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def weighted(points: Mapping[int, Fraction], criteria: Sequence[CriterionLike]) -> Fraction | None:
    """Σ points / 5 × weight over the criteria present, scaled to 100; in thousandths, exact."""
    present = [c for c in criteria if c.id in points]
    weight = sum(c.weight for c in present)
    if not weight:
        return None
    total = sum((points[c.id] * c.weight for c in present), Fraction(0))
    return total * 100 * MILLI / (MOST_POINTS * weight)


def points_milli(scores: Mapping[int, Points], criteria: Sequence[CriterionLike]) -> int | None:
    """The total of one review, or None when everything is open or left out."""
    given = {
        criterion: Fraction(score.points)
        for criterion, score in scores.items()
        if score.points is not None and not score.is_left_out
    }
    total = weighted(given, criteria)
    return None if total is None else rounded(total)


def check_points(score: Points, criterion: CriterionLike) -> Message | None:
    """What still stands between this score and submitting it, or None."""
    comment = score.comment.strip()
    if score.abstained:
        return None if comment else msg("Say in the comment why you abstain")
    if score.not_applicable:
        return None if comment else msg("Say in the comment why this does not apply here")
    if score.points is None:
        return msg("Choose points from 0 to 5; or say that you abstain or that it does not apply")
    if not 0 <= score.points <= MOST_POINTS:
        return msg("Points go from 0 to 5")
    if score.points in EXTREMES and len(comment) < criterion.min_comment_chars:
        return nmsg(
            "With %(points)s points the comment needs at least %(least)s characters; it has %(n)s",
            "With %(points)s points the comment needs at least %(least)s characters; it has %(n)s",
            len(comment),
            points=score.points,
            least=criterion.min_comment_chars,
        )
    return None


# -- a proposal's reviews together ---------------------------------------------------------------

_NO_POINTS: Mapping[int, tuple[int, int]] = MappingProxyType({})
_NOT_AGREED: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Tally:
    """The submitted, non-void reviews of one proposal, summed.

    points: criterion id → (sum of points, number of scores); agreed: criterion id → thousandths of
    points the panel agreed on.
    """

    count: int = 0
    sum_milli: int = 0
    low_milli: int | None = None
    high_milli: int | None = None
    points: Mapping[int, tuple[int, int]] = field(default_factory=lambda: _NO_POINTS)
    agreed: Mapping[int, int] = field(default_factory=lambda: _NOT_AGREED)

    @property
    def spread_milli(self) -> int:
        """Highest total less the lowest."""
        if self.low_milli is None or self.high_milli is None:
            return 0
        return self.high_milli - self.low_milli


def tally(reviews: Iterable[Mapping[int, Points]], criteria: Sequence[CriterionLike]) -> Tally:
    """Sum reviews given as criterion id → Points; the database does the same for lists."""
    totals: list[int] = []
    points: dict[int, tuple[int, int]] = {}
    for review in reviews:
        total = points_milli(review, criteria)
        if total is None:
            continue
        totals.append(total)
        for criterion, score in review.items():
            if score.points is not None and not score.is_left_out:
                had, count = points.get(criterion, (0, 0))
                points[criterion] = (had + score.points, count + 1)
    if not totals:
        return Tally()
    return Tally(len(totals), sum(totals), min(totals), max(totals), points)


def criterion_mean(found: Tally, criterion_id: int) -> Fraction | None:
    """Points of a criterion, unrounded: what the panel agreed on, else the mean of the scores."""
    if criterion_id in found.agreed:
        return Fraction(found.agreed[criterion_id], MILLI)
    total, count = found.points.get(criterion_id, (0, 0))
    return Fraction(total, count) if count else None


def mean(found: Tally, criteria: Sequence[CriterionLike]) -> Fraction | None:
    """The mean of the totals in thousandths, unrounded.

    Where the panel agreed on points, the total of the criteria's agreed (else mean) points.
    """
    if found.agreed:
        known = {c.id: criterion_mean(found, c.id) for c in criteria}
        return weighted({k: v for k, v in known.items() if v is not None}, criteria)
    return Fraction(found.sum_milli, found.count) if found.count else None


def floors_missed(found: Tally, criteria: Sequence[CriterionLike]) -> list[CriterionLike]:
    """Criteria below their floor on unrounded means; a floor nobody scored is not met.

    In whole numbers: a ranking asks this some thousand times.
    """
    missed = []
    for criterion in criteria:
        if criterion.floor is None:
            continue
        if criterion.id in found.agreed:
            points, count = found.agreed[criterion.id], MILLI
        else:
            points, count = found.points.get(criterion.id, (0, 0))
        if not count or points < criterion.floor * count:
            missed.append(criterion)
    return missed


class Divergence(enum.StrEnum):
    """Why reviews should be talked about."""

    SPREAD = "spread"
    PASS_MARK = "pass_mark"  # noqa: S105  (a mark, not a password)
    FLOOR = "floor"


DIVERGENCE_WORDS: dict[Divergence, str] = {
    Divergence.SPREAD: N_("Totals far apart"),
    Divergence.PASS_MARK: N_("Pass and fail"),
    Divergence.FLOOR: N_("Around a minimum"),
}


def is_divergent(
    found: Tally,
    *,
    divergence_points: int,
    pass_points: int,
    floors: Iterable[tuple[int, int, int]] = (),
) -> Divergence | None:
    """The first reason that applies; `floors` are (floor, lowest, highest points) per criterion."""
    low, high = found.low_milli, found.high_milli
    if found.count < 2 or low is None or high is None:
        return None
    if high - low > divergence_points * MILLI:
        return Divergence.SPREAD
    if low < pass_points * MILLI <= high:
        return Divergence.PASS_MARK
    if any(lowest < floor <= highest for floor, lowest, highest in floors):
        return Divergence.FLOOR
    return None
