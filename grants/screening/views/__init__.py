"""Pages of the eligibility check; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("screening", __name__)

from grants.screening.views import (  # noqa: E402  (they need the blueprint)
    appeal,
    city,
    clarify,
    desk,
    file,
    finding,
    look_alikes,
)

__all__ = ["appeal", "blueprint", "city", "clarify", "desk", "file", "finding", "look_alikes"]
