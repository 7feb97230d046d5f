"""Pages of proposals; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("proposals", __name__)

from grants.proposals.views import (  # noqa: E402, F401
    attempts,
    documents,
    earlier,
    endorse,
    extension,
    filters,
    full,
    history,
    mine,
    moving_on,
    offline,
    offline_compare,
    points,
    preview,
    receipt,
    sections,
    sponsors,
    start,
    submit,
    tasks,
    team,
    trying,
)
