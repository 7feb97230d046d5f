"""HiGHS asked for the best whole, then to lift the worst served at little cost to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grants.reviews.assignment.programme import Programme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SECONDS = 20.0  # of the first pass
LIFT, LIFT_SECONDS = 0.3, 5.0  # how far up the second goes at most, and its time
_BELOW = 8.0  # what a point of fit below the line costs: ten of them less than any rule
_EXACT, _NEAR = 1e-5, 5e-3  # of the cost, at which a pass is content


@dataclass(frozen=True)
class Solved:
    """Which pairs are chosen, their cost, and a bound that no choice can be below."""

    chosen: "NDArray[np.bool_]"
    cost: float
    bound: float


@dataclass(frozen=True)
class Serving:
    """Of each open need: its pairs, the fit that is fixed, and what its best readers would give."""

    pairs: list[list[int]]
    fixed: list[float]
    best: list[float]


def solve(made: Programme, *, seconds: float = SECONDS, near: float = _EXACT) -> tuple[Any, float]:
    """The variables of the best answer, or None, and the bound below which no answer is."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    size = len(made.cost)
    shape = (len(made.low), size)
    matrix = coo_array((made.value, (made.at_row, made.at_column)), shape=shape).tocsc()
    upper, integral = np.full(size, np.inf), np.zeros(size)
    upper[: made.pairs], integral[: made.pairs] = 1, 1
    found = milp(
        np.array(made.cost),
        constraints=LinearConstraint(matrix, made.low, made.high),
        integrality=integral,
        bounds=Bounds(np.zeros(size), upper),
        options={"time_limit": seconds, "mip_rel_gap": near},
    )
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else -np.inf
    return found.x, float(bound)


def best(made: Programme) -> Solved | None:
    """The best whole; None when time ran out before there was any."""
    import numpy as np

    x, bound = solve(made)
    if x is None:
        return None
    return Solved(x[: made.pairs] > 0.5, float(np.dot(made.cost, x)), bound)


def lifted(made: Programme, serving: Serving, level: float) -> "NDArray[np.bool_] | None":
    """The best whole in which each need gets at least `level` (0 to 1) of its best, as far as may
    be; None when time ran out. The programme is changed: it cannot be used again."""
    for mine, fixed, most in zip(serving.pairs, serving.fixed, serving.best, strict=True):
        worth = [-made.cost[i] for i in mine]
        made.row([*mine, made.variable(_BELOW)], [*worth, 1.0], low=level * most - fixed)
    x, _ = solve(made, seconds=LIFT_SECONDS, near=_NEAR)
    return None if x is None else x[: made.pairs] > 0.5
