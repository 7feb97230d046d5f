"""Pages of reviewing: the evaluator's, then the lead's."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")

from grants.reviews.views import (  # noqa: E402  (they add their routes to the blueprint)
    after,
    assignment,
    balance,
    beside,
    bidding,
    conflicts,
    discussion,
    drafting,
    evaluators,
    evidence,
    freeze,
    more,
    own,
    pool,
    progress,
    proposal,
    publication,
    ranking,
    redaction,
    review,
    rule,
    sheet,
    trying,
)

__all__ = [
    "after",
    "assignment",
    "balance",
    "beside",
    "bidding",
    "blueprint",
    "conflicts",
    "discussion",
    "drafting",
    "evaluators",
    "evidence",
    "freeze",
    "more",
    "own",
    "pool",
    "progress",
    "proposal",
    "publication",
    "ranking",
    "redaction",
    "review",
    "rule",
    "sheet",
    "trying",
]
