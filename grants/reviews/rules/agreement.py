"""Agreement of the evaluators by criterion, before and after a panel talked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha in thousandths; None where nothing can be compared."""

    scores: int
    before_milli: int | None
    after_milli: int | None


def agreement(given: Sequence[tuple[str, int]], agreed_milli: Mapping[str, int]) -> Agreement:
    """One criterion: (proposal, points) of every score, and what the panel agreed by proposal.

    After the talk every evaluator of a moderated proposal stands behind the agreed points.
    """
    import numpy as np

    from grants.reviews.agreement import alpha  # heavy: numpy

    place: dict[str, int] = {}
    units = np.array([place.setdefault(ref, len(place)) for ref, _ in given], dtype=np.int64)
    before = np.array([points for _, points in given], dtype=np.float64)
    after = np.array(
        [agreed_milli[ref] / 1000 if ref in agreed_milli else points for ref, points in given],
        dtype=np.float64,
    )
    first, last = alpha(units, before), alpha(units, after)
    return Agreement(
        len(given),
        None if first is None else round(first * 1000),
        None if last is None else round(last * 1000),
    )
