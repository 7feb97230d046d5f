"""Pages of the board."""

from flask import Blueprint

blueprint = Blueprint("board", __name__)

from grants.board.views import (  # noqa: E402  (they add their routes to the blueprint)
    chair,
    change,
    decisions,
    interests,
    items,
    meetings,
    members,
    places,
    recusals,
    release,
    reply,
    secretary,
    slate,
    trying,
)

__all__ = [
    "blueprint",
    "chair",
    "change",
    "decisions",
    "interests",
    "items",
    "meetings",
    "members",
    "places",
    "recusals",
    "release",
    "reply",
    "secretary",
    "slate",
    "trying",
]
