"""Pages of the eligibility check; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("screening", __name__)

from grants.screening.views import (  # noqa: E402  (they need the blueprint)
    appeal,
    city,
    clarify,
    desk,
    even_handed,
    file,
    finding,
    look_alike_list,
    look_alikes,
    rescreen,
    ties,
    words,
)

__all__ = [
    "appeal",
    "blueprint",
    "city",
    "clarify",
    "desk",
    "even_handed",
    "file",
    "finding",
    "look_alike_list",
    "look_alikes",
    "rescreen",
    "ties",
    "words",
]
