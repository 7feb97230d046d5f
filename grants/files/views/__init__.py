"""Downloads, and files sent in pieces; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("files", __name__)

from grants.files.views import downloads, tus  # noqa: E402, F401
