"""Pages that compose domains."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)

from grants.desk.views import (  # noqa: E402  (they add their routes to the blueprint)
    activity as activity,
    attempts as attempts,
    design as design,
    home as home,
    own_copy as own_copy,
    proposals as proposals,
    search as search,
    system as system,
    texts as texts,
    trail as trail,
)
