"""A frozen ranking made again from its own record, and compared to the last digit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from grants.reviews.models import RankingRule, Recommendation
from grants.reviews.rules import ordering, scores
from grants.reviews.rules.calibrated import Calibrated, Given, calibrate
from grants.reviews.rules.ranking import PREFERRED_COUNTRY, Entry, Placed, passes, place
from grants.reviews.rules.scores import Points, Tally

ESTIMATED = (
    "mean_milli",
    "proposals_milli",
    "reviewers_milli",
    "noise_milli",
    "seed",
    "draws",
)  # of a calibration as a whole


@dataclass(frozen=True)
class Criterion:
    """A criterion as it was frozen."""

    id: int
    code: str
    weight: int
    floor: int | None
    min_comment_chars: int = 0


@dataclass(frozen=True)
class Difference:
    """A figure that comes out otherwise: where, as stored, as computed now."""

    where: str
    stored: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.where}: stored {self.stored}, computed {self.found}"


@dataclass(frozen=True)
class Again:
    """What the computation gave: how many figures were compared, and those that differ."""

    compared: int
    differences: tuple[Difference, ...]


def again(content: Mapping[str, Any]) -> Again:
    """Every figure of the content from its points, rules and seeds. Old formats hold less."""
    criteria = [
        Criterion(n, c["code"], c["weight"], c["floor"]) for n, c in enumerate(content["criteria"])
    ]
    tallies = {row["proposal"]: _tally(row, criteria) for row in content["rows"]}
    entries = [_entry(row, tallies[row["proposal"]], criteria) for row in content["rows"]]
    calibrated = _calibrated(content, entries, tallies)
    placed = {p.entry.ref: p for p in _placed(content, entries, tallies, calibrated)}
    pairs = list(_header(content, calibrated))
    for row in content["rows"]:
        ref = row["proposal"]
        pairs += _row(row, tallies[ref], placed[ref], criteria)
        if "estimate" in row:
            estimate = calibrated.estimates.get(ref) if calibrated else None
            found = asdict(estimate) if estimate else None
            pairs.append((f"{ref} estimate", row["estimate"], found))
    wrong = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
    return Again(len(pairs), tuple(wrong))


Pair = tuple[str, Any, Any]


def _reviews(row: Mapping[str, Any], criteria: Sequence[Criterion]) -> list[dict[int, Points]]:
    number = {c.code: c.id for c in criteria}
    return [
        {number[code]: Points(points, points is None) for code, points in one["points"].items()}
        for one in row["reviews"]
    ]


def _tally(row: Mapping[str, Any], criteria: Sequence[Criterion]) -> Tally:
    number = {c.code: c.id for c in criteria}
    found = scores.tally(_reviews(row, criteria), criteria)
    agreed = {number[code]: milli for code, milli in row["agreed"].items()}
    return Tally(
        found.count, found.sum_milli, found.low_milli, found.high_milli, found.points, agreed
    )


def _entry(row: Mapping[str, Any], found: Tally, criteria: Sequence[Criterion]) -> Entry:
    return Entry(
        ref=row["proposal"],
        asked_cents=row["asked_cents"],
        mean=scores.mean(found, criteria),
        floors_met=not scores.floors_missed(found, criteria),
        criteria={c.code: scores.criterion_mean(found, c.id) for c in criteria},
        preferred=row.get("preferred", False),
    )


def _calibrated(
    content: Mapping[str, Any], entries: Sequence[Entry], tallies: Mapping[str, Tally]
) -> Calibrated | None:
    """None where the record is of before calibrations."""
    if "calibration" not in content:
        return None
    reviews = _given(content)
    held = {one.proposal for one in reviews}
    candidates = tuple(
        ordering.candidate(e, tallies[e.ref], passes=passes(e, content["pass_points"]))
        for e in entries
        if e.ref in held
    )
    seed = content["calibration"].get("seed", 0)
    return calibrate(reviews, candidates, content["room_cents"], seed)


def _given(content: Mapping[str, Any]) -> tuple[Given, ...]:
    return tuple(
        Given(one["review"], row["proposal"], one.get("evaluator") or "", one["points_milli"])
        for row in content["rows"]
        for one in row["reviews"]
        if one["points_milli"] is not None
    )


def _placed(
    content: Mapping[str, Any],
    entries: Sequence[Entry],
    tallies: Mapping[str, Tally],
    calibrated: Calibrated | None,
) -> Sequence[Placed]:
    rule = RankingRule(content.get("rule", {}).get("used", RankingRule.MEAN))
    moves = {e.ref: ordering.moved(e, tallies[e.ref]) for e in entries}
    middle = ordering.medians(_given(content)) if rule is RankingRule.MEDIAN else {}
    empty = calibrated or Calibrated(None, {})
    ties = content["tie_order"]
    if "format" not in content:  # which country was preferred is not in the oldest records
        ties = [code for code in ties if code != PREFERRED_COUNTRY]
    return place(
        ordering.keyed(entries, rule, empty, middle, moves),
        tie_order=ties,
        seed=content["seed"],
        pass_points=content["pass_points"],
        room_cents=content["room_cents"],
    ).rows


def _header(content: Mapping[str, Any], calibrated: Calibrated | None) -> Iterator[Pair]:
    if calibrated is None:
        return
    stored = content["calibration"]
    if calibrated.refused is not None or "refused" in stored:
        found = str(calibrated.refused) if calibrated.refused else None
        yield "calibration refused", stored.get("refused"), found
        return
    for name in ESTIMATED:
        yield f"calibration {name}", stored[name], getattr(calibrated, name)
    for one, known in zip(calibrated.leniency, stored["evaluators"], strict=True):
        values = asdict(one)
        values["evaluator"] = values.pop("reviewer")
        yield f"evaluator {known['evaluator']}", known, values


def _row(
    row: Mapping[str, Any], found: Tally, placed: Placed, criteria: Sequence[Criterion]
) -> list[Pair]:
    ref, mean = row["proposal"], placed.entry.mean or Fraction(0)
    pairs: list[Pair] = [
        (f"{ref} mean", row["mean"], [mean.numerator, mean.denominator]),
        (f"{ref} spread", row["spread_milli"], found.spread_milli),
        (
            f"{ref} minimums missed",
            row["floors_missed"],
            [c.code for c in scores.floors_missed(found, criteria)],
        ),
        (f"{ref} place", row["place"], placed.place),
        (f"{ref} tie", [row["tied"], row["decided_by"]], [placed.tied, placed.decided_by]),
    ]
    for one, points in zip(row["reviews"], _reviews(row, criteria), strict=True):
        total = scores.points_milli(points, criteria)
        pairs.append((f"{ref} review {one['review']}", one["points_milli"], total))
    if not row["reason"]:
        slate = (placed.suggestion, placed.entry.asked_cents)
        stored = (Recommendation(row["recommendation"]), row["amount_cents"])
        pairs.append((f"{ref} recommendation", stored, slate))
    return pairs
