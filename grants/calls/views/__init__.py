"""Pages of calls; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("calls", __name__)

from grants.calls.views import (  # noqa: E402, F401
    cancelling,
    checklist,
    criteria,
    extension,
    new,
    office,
    opening,
    parts,
    public,
    texts,
)
