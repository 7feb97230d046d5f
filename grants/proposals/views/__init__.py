"""Pages of proposals; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("proposals", __name__)

from grants.proposals.views import (  # noqa: E402, F401
    documents,
    endorse,
    extension,
    filters,
    history,
    moving_on,
    preview,
    receipt,
    sections,
    sponsors,
    submit,
    tasks,
    team,
    trying,
)
