"""Pages of reviewing: the evaluator's, then the lead's."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")

from grants.reviews.views import (  # noqa: E402  (they add their routes to the blueprint)
    assignment,
    balance,
    bidding,
    conflicts,
    drafting,
    evaluators,
    freeze,
    more,
    own,
    pool,
    progress,
    proposal,
    publication,
    ranking,
    review,
    sheet,
    trying,
)

__all__ = [
    "assignment",
    "balance",
    "bidding",
    "blueprint",
    "conflicts",
    "drafting",
    "evaluators",
    "freeze",
    "more",
    "own",
    "pool",
    "progress",
    "proposal",
    "publication",
    "ranking",
    "review",
    "sheet",
    "trying",
]
