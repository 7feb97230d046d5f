"""What the order goes by under each rule, and who moves when another is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grants.core.messages import N_
from grants.reviews.models import RankingRule
from grants.reviews.rules.calibrated import Calibrated, Candidate, Given
from grants.reviews.rules.ranking import Entry, Order, Standing
from grants.reviews.rules.scores import Tally

RULE_WORDS: dict[RankingRule, str] = {
    RankingRule.MEAN: N_("Mean of the totals"),
    RankingRule.CALIBRATED: N_("Calibrated score"),
    RankingRule.MEDIAN: N_("Median of the totals"),
}

STANDING_WORDS: dict[Standing, str] = {
    Standing.WITHIN: N_("Above the line"),
    Standing.BELOW_LINE: N_("Below the line"),
    Standing.FAILS: N_("Does not pass"),
    Standing.UNSCORED: N_("No review yet"),
}


def moved(entry: Entry, found: Tally) -> Fraction:
    """By how much a panel's agreement moved the mean of the totals, in thousandths."""
    if not found.agreed or not found.count or entry.mean is None:
        return Fraction(0)
    return entry.mean - Fraction(found.sum_milli, found.count)


def candidate(entry: Entry, found: Tally, *, passes: bool) -> Candidate:
    """A proposal as the calibration takes it; money already reserved costs nothing more."""
    asked = entry.asked_cents if entry.spends else 0
    return Candidate(entry.ref, asked, passes, moved(entry, found))


def medians(reviews: Iterable[Given]) -> dict[str, Fraction]:
    """The middle total of each proposal, or halfway between the two in the middle."""
    totals: dict[str, list[int]] = {}
    for one in reviews:
        totals.setdefault(one.proposal, []).append(one.milli)
    found = {}
    for ref, values in totals.items():
        values.sort()
        half = len(values) // 2
        found[ref] = Fraction(values[half] + values[-half - 1], 2)
    return found


def keyed(
    entries: Sequence[Entry],
    rule: RankingRule,
    calibrated: Calibrated,
    middle: Mapping[str, Fraction],
    moves: Mapping[str, Fraction],
) -> list[Entry]:
    """The entries with what this rule orders them by; without it, by their mean."""
    if rule is RankingRule.CALIBRATED:
        known = calibrated.estimates
        return [
            replace(e, key=Fraction(known[e.ref].milli)) if e.ref in known else e for e in entries
        ]
    if rule is RankingRule.MEDIAN:
        return [
            replace(e, key=middle[e.ref] + moves.get(e.ref, 0)) if e.ref in middle else e
            for e in entries
        ]
    return list(entries)


@dataclass(frozen=True)
class Mover:
    """A proposal that another rule would put on the other side of the line."""

    ref: str
    place: int
    other_place: int
    gains: bool


def movers(order: Order, other: Order) -> list[Mover]:
    """Who changes sides of the funding line, those that gain first; empty where nobody does."""
    places = {p.entry.ref: p for p in other.rows}
    found = []
    for one in order.rows:
        there = places[one.entry.ref]
        within = (one.standing is Standing.WITHIN, there.standing is Standing.WITHIN)
        if within[0] is not within[1] and one.place is not None and there.place is not None:
            found.append(Mover(one.entry.ref, one.place, there.place, within[1]))
    return sorted(found, key=lambda m: (not m.gains, m.other_place))
