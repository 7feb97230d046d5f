"""A review form on paper or in a spreadsheet: what its cells mean.

Each cell carries a code, `ASSIGNMENT/VERSION/FIELD`. A choice is read by its first sign, so that a
file filled in in one language is read in every other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grants.core.messages import Message, msg
from grants.reviews.models import Advice, Confidence
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import (
    ABSTAIN,
    NOT_APPLICABLE,
    CriterionLike,
    Points,
    chosen_of,
    points_from,
)

WORDS = ("strengths", "weaknesses", "question", "for_committee")
OF_CRITERION = ("points", "comment", "committee")
SIGNS = {"A": ABSTAIN, "N": NOT_APPLICABLE, **{str(n): str(n) for n in range(6)}}
ADVICE = {str(n): one for n, one in enumerate(Advice, 1)}
CONFIDENCE = {str(n): one for n, one in enumerate(Confidence, 1)}


@dataclass(frozen=True)
class FilledCell:
    """One answer of a file: the line it stands in, and what it belongs to."""

    n: int
    ref: str
    version: int
    field: str
    text: str


def fields_of(criteria: Sequence[CriterionLike]) -> list[str]:
    """Every field of a review in the order of the form."""
    by_criterion = [f"{part}_{c.code}" for c in criteria for part in OF_CRITERION]
    return [*by_criterion, *WORDS, "advice", "confidence"]


def code_of(ref: str, version: int, field: str) -> str:
    return f"{ref}/{version}/{field}"


def parse_code(code: str) -> tuple[str, int, str] | None:
    """What `code_of` wrote; None for anything else."""
    parts = code.strip().split("/")
    if len(parts) != 3 or not parts[0] or not parts[1].isdigit() or not parts[2]:
        return None
    return parts[0], int(parts[1]), parts[2]


def written(given: Given, criteria: Sequence[CriterionLike]) -> dict[str, str]:
    """A review as the cells of a file hold it, by field."""
    found = {name: getattr(given, name) for name in WORDS}
    for one in criteria:
        score = given.scores.get(one.id, Points())
        chosen = chosen_of(score) or ""
        found[f"points_{one.code}"] = next((s for s, v in SIGNS.items() if v == chosen), "")
        found[f"comment_{one.code}"] = score.comment
        found[f"committee_{one.code}"] = score.for_committee
    found["advice"] = next((s for s, one in ADVICE.items() if one is given.advice), "")
    found["confidence"] = next((s for s, one in CONFIDENCE.items() if one is given.confidence), "")
    return found


def overlaid(
    given: Given, cells: Sequence[FilledCell], criteria: Sequence[CriterionLike]
) -> tuple[Given, list[tuple[int, Message]]]:
    """A review with what a file says over it, and what cannot be read, by line.

    An empty cell changes nothing: programs lose text more often than people mean to.
    """
    faults: list[tuple[int, Message]] = []
    values = written(given, criteria)
    for cell in cells:
        if cell.field not in values:
            faults.append((cell.n, msg("This line belongs to no question of the review")))
            continue
        fault = _fault(cell)
        if fault is not None:
            faults.append((cell.n, fault))
        elif cell.text.strip() and _plain(cell.text) != _plain(values[cell.field]):
            values[cell.field] = _sign(cell) if _is_choice(cell.field) else _plain(cell.text)
    return _read(values, criteria), faults


def _plain(text: str) -> str:
    """Without what programs do to a text on its way: the ends of its lines, and spaces there."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _is_choice(field: str) -> bool:
    return field.startswith("points_") or field in ("advice", "confidence")


def _sign(cell: FilledCell) -> str:
    return cell.text.strip()[:1].upper()


def _fault(cell: FilledCell) -> Message | None:
    if not cell.text.strip() or not _is_choice(cell.field):
        return None
    known: Mapping[str, object] = SIGNS
    if cell.field in ("advice", "confidence"):
        known = ADVICE if cell.field == "advice" else CONFIDENCE
    # “35” and “4.5” are no choice, though they begin with one.
    shown = cell.text.strip()[:40]
    rest = shown[1:2]
    if _sign(cell) in known and not (rest.isdigit() or rest in (".", ",")):
        return None
    if cell.field.startswith("points_"):
        return msg("“%(it)s” is none of 0 to 5, A or N", it=shown)
    return msg("“%(it)s” is none of the choices from 1 to %(top)s", it=shown, top=len(known))


def _read(values: Mapping[str, str], criteria: Sequence[CriterionLike]) -> Given:
    scores = {
        one.id: points_from(
            SIGNS.get(values[f"points_{one.code}"], ""),
            values[f"comment_{one.code}"],
            values[f"committee_{one.code}"],
        )
        for one in criteria
    }
    strengths, weaknesses, question, for_committee = (values[name] for name in WORDS)
    return Given(
        scores,
        strengths,
        weaknesses,
        question,
        for_committee,
        ADVICE.get(values["advice"]),
        CONFIDENCE.get(values["confidence"]),
    )


def changes(
    before: Given, after: Given, criteria: Sequence[CriterionLike]
) -> list[tuple[str, str, str]]:
    """(field, what stands, what the file says), where they differ, in the order of the form."""
    old, new = written(before, criteria), written(after, criteria)
    return [(f, old[f], new[f]) for f in fields_of(criteria) if old[f] != new[f]]
