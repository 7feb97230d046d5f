"""What of a review its applicant is told, once results are released: never by whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import Points


@dataclass(frozen=True)
class ForApplicant:
    """One evaluator's words, without the evaluator; comments by criterion id.

    What was written for the committee is not here, nor why a criterion got no points.
    """

    strengths: str
    weaknesses: str
    question: str
    comments: Mapping[int, str]


def told(given: Given) -> ForApplicant:
    """The part of a review that its applicant reads."""
    return ForApplicant(
        given.strengths.strip(),
        given.weaknesses.strip(),
        given.question.strip(),
        {k: words for k, score in given.scores.items() if (words := _words(score))},
    )


def _words(score: Points) -> str:
    return "" if score.is_left_out else score.comment.strip()
