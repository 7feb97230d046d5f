"""How well an evaluator fits a proposal: language, theme, region, words, what they asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grants.reviews.assignment.terms import FULL, MOST_STRENGTH, Need, Pair, Reader, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A cosine from which texts count as fully alike: a profile of a hundred words seldom shares more
# with a proposal of three thousand.
ALIKE = 0.3
Bids = Mapping[tuple[int, int], float]
NO_BIDS: Bids = {}


@dataclass(frozen=True)
class Fits:
    """Each part of the fit, and the whole; every array has the shape (needs, readers).

    language, region: 0 or 1; theme, text: 0 to 1; bid: -1 to 1; whole: 0 to 100.
    """

    language: "NDArray[np.float64]"
    region: "NDArray[np.float64]"
    theme: "NDArray[np.float64]"
    text: "NDArray[np.float64]"
    bid: "NDArray[np.float64]"
    whole: "NDArray[np.float64]"


def fits(
    needs: Sequence[Need],
    readers: Sequence[Reader],
    rules: Rules,
    likeness: "NDArray[np.float64] | None" = None,
    bids: Bids = NO_BIDS,
) -> Fits:
    """`likeness`: cosines of their texts, in the same shape; `bids` by (need id, reader id)."""
    import numpy as np

    shape = (len(needs), len(readers))
    language = np.zeros(shape)
    region, theme, bid = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for column, reader in enumerate(readers):
        language[:, column] = [need.language in reader.languages for need in needs]
        region[:, column] = [need.region in reader.regions for need in needs]
        theme[:, column] = [reader.strength(need.theme) / MOST_STRENGTH for need in needs]
    text = np.zeros(shape) if likeness is None else np.clip(likeness / ALIKE, 0, 1)
    rows = {need.id: n for n, need in enumerate(needs)}
    columns = {reader.id: r for r, reader in enumerate(readers)}
    for (need_id, reader_id), value in bids.items():
        if need_id in rows and reader_id in columns:
            bid[rows[need_id], columns[reader_id]] = min(max(value, -1.0), 1.0)
    # What nobody said weighs nothing: without texts or bids the others count as the whole.
    parts = [(rules.language, language), (rules.theme, theme), (rules.region, region)]
    parts += [(rules.text, text)] if text.any() else []
    parts += [(rules.bids, bid)] if bid.any() else []
    weight = sum(w for w, _ in parts) or 1
    whole = sum((w * part for w, part in parts), np.zeros(shape)) * (FULL / weight)
    return Fits(language, region, theme, text, bid, np.clip(whole, 0, FULL))


def pair_of(need: Need, reader: Reader, found: Fits, at: tuple[int, int]) -> Pair:
    """The reasons of one place of the table."""
    return Pair(
        need.id,
        reader.id,
        bool(found.language[at]),
        bool(found.region[at]),
        reader.strength(need.theme),
        round(float(found.text[at]) * 100),
        float(found.bid[at]),
        round(float(found.whole[at]), 1),
    )
