"""When a review is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grants.core.messages import Message, msg
from grants.reviews.models import Advice, Confidence
from grants.reviews.rules.scores import CriterionLike, Points, check_points

# Limits that keep one text from breaking a page; a draft within them is saved whatever it lacks.
LONGEST_COMMENT = 5_000
LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Given:
    """Everything an evaluator writes in one review; scores by criterion id."""

    scores: Mapping[int, Points] = field(default_factory=dict)
    strengths: str = ""
    weaknesses: str = ""
    question: str = ""
    for_committee: str = ""
    advice: Advice | None = None
    confidence: Confidence | None = None


def faults(given: Given, criteria: Sequence[CriterionLike]) -> dict[str, Message]:
    """What must be mended before submitting, by the name of the form's field."""
    found: dict[str, Message] = {}
    for criterion in criteria:
        score = given.scores.get(criterion.id, Points())
        fault = check_points(score, criterion)
        if fault is not None:
            chosen = score.is_left_out or score.points is not None
            found[f"{'comment' if chosen else 'points'}_{criterion.code}"] = fault
    if not found and all(s.is_left_out for s in given.scores.values()):
        found[f"points_{criteria[0].code}"] = msg(
            "You give no criterion points. Score at least one, or declare a conflict"
        )
    if not given.strengths.strip():
        found["strengths"] = msg("Name the strengths of the proposal")
    if not given.weaknesses.strip():
        found["weaknesses"] = msg("Name the weaknesses of the proposal")
    if given.advice is None:
        found["advice"] = msg("Choose what you advise")
    return found


def too_long(given: Given, criteria: Sequence[CriterionLike]) -> dict[str, Message]:
    """Texts that cannot even be kept as a draft."""
    found: dict[str, Message] = {}
    texts = []
    for c in criteria:
        score = given.scores.get(c.id, Points())
        texts.append((f"comment_{c.code}", score.comment, LONGEST_COMMENT))
        texts.append((f"committee_{c.code}", score.for_committee, LONGEST_COMMENT))
    for name in ("strengths", "weaknesses", "question", "for_committee"):
        texts.append((name, getattr(given, name), LONGEST_TEXT))
    for name, text, most in texts:
        if len(text) > most:
            found[name] = msg(
                "This is %(n)s characters. Shorten it to %(most)s or fewer",
                n=len(text),
                most=most,
            )
    return found
