"""Agreed points as people write them: 3, 3.5, 3,25."""

import re
from dataclasses import dataclass

LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Agreed:
    """What a panel says of one criterion: thousandths of points, None for the mean; and why."""

    points_milli: int | None = None
    reason: str = ""


_POINTS = re.compile(r"^([0-5])(?:[.,](\d{1,3}))?$")


def parse_points(text: str) -> int | None:
    """Thousandths of points; None for an empty text; ValueError for what is no number 0 to 5."""
    bare = text.strip()
    if not bare:
        return None
    found = _POINTS.match(bare) if bare.isascii() else None
    if found is None:
        raise ValueError(text)
    milli = int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))
    if milli > 5000:
        raise ValueError(text)
    return milli


def written(milli: int) -> str:
    """What `parse_points` reads back unchanged."""
    whole, rest = divmod(milli, 1000)
    return str(whole) if not rest else f"{whole}.{rest:03d}".rstrip("0")
