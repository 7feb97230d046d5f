"""How far reviewers agree: Krippendorff's alpha for interval data.

Krippendorff, Content Analysis (2004), ch. 11: one less observed over expected disagreement, where
disagreement is the squared difference of two values. Missing values are simply not there; a unit
with one value alone cannot be compared and is left out.
"""

import numpy as np
from numpy.typing import NDArray


def alpha(units: NDArray[np.int64], values: NDArray[np.float64]) -> float | None:
    """1 is full agreement, 0 what chance would give; None when nothing can be compared.

    units, values: one entry a score, of one length. None too when all values are alike: agreement
    is then perfect and says nothing.
    """
    if not len(values):
        return None
    _, units, sizes = np.unique(units, return_inverse=True, return_counts=True)
    paired = sizes[units] > 1
    units, values = units[paired], values[paired]
    many = len(values)
    if many < 2 or np.ptp(values) == 0:
        return None
    sums = np.bincount(units, values, len(sizes))
    squares = np.bincount(units, values**2, len(sizes))
    held = np.flatnonzero(sizes > 1)
    # Σ over ordered pairs of (a - b)² is 2 (m Σa² - (Σa)²).
    within = 2 * (sizes[held] * squares[held] - sums[held] ** 2) / (sizes[held] - 1)
    overall = 2 * (many * (values**2).sum() - values.sum() ** 2)
    observed, expected = within.sum() / many, overall / (many * (many - 1))
    return float(1 - observed / expected)
