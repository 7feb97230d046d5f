"""Pages of reviewing: the evaluator's, then the lead's."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")

from grants.reviews.views import (  # noqa: E402  (they add their routes to the blueprint)
    assignment,
    conflicts,
    evaluators,
    evidence,
    freeze,
    own,
    pool,
    progress,
    proposal,
    publication,
    ranking,
    review,
    rule,
    trying,
)

__all__ = [
    "assignment",
    "blueprint",
    "conflicts",
    "evaluators",
    "evidence",
    "freeze",
    "own",
    "pool",
    "progress",
    "proposal",
    "publication",
    "ranking",
    "review",
    "rule",
    "trying",
]
