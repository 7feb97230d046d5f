"""Pages of tags, notes and flags; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("notes", __name__)

from grants.notes.views import flags, inbox, notes, tags  # noqa: E402, F401
