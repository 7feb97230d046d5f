"""Pages of the names check; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("sanctions", __name__)

from grants.sanctions.views import desk, file, lists  # noqa: E402, F401
