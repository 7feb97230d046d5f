"""Where one more review changes most: near the funding line, not where two reviews differ.

In simulation two reviews each and a third for the 30 % nearest the line funded as well as three
each with a quarter fewer reviews; choosing by divergence was no better than chance.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from grants.reviews.rules.ranking import Order, Placed, Standing

SHARE = 30  # per cent of the proposals with a review, our default
SHARES = (10, 20, 30, 40, 50)


def line_of(order: Order) -> Fraction | None:
    """The mean at which the money ends: halfway between the last above and the first below; that
    of the one there is when all or none are above; None when nothing passes."""
    passing = [p for p in order.rows if p.standing in (Standing.WITHIN, Standing.BELOW_LINE)]
    above = [_mean(p) for p in passing if p.standing is Standing.WITHIN]
    below = [_mean(p) for p in passing if p.standing is Standing.BELOW_LINE]
    if above and below:
        return (min(above) + max(below)) / 2
    return min(above) if above else max(below, default=None)


def nearest(order: Order, share: int) -> list[str]:
    """References of the proposals nearest the line, the nearest first; of equals the better one
    first. Without a line nothing is near it."""
    line = line_of(order)
    scored = [p for p in order.rows if p.entry.mean is not None]
    if line is None:
        return []
    many = ceil(len(scored) * share / 100)
    return [p.entry.ref for p in _by_distance(scored, line)[:many]]


def _by_distance(scored: Sequence[Placed], line: Fraction) -> list[Placed]:
    return sorted(scored, key=lambda p: (abs(_mean(p) - line), -_mean(p), p.entry.ref))


def _mean(placed: Placed) -> Fraction:
    return placed.entry.mean or Fraction(0)
