"""Pages of calls; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("calls", __name__)

from grants.calls.views import (  # noqa: E402
    answering,  # noqa: F401
    extension,  # noqa: F401
    inquiries,  # noqa: F401
    office,  # noqa: F401
    opening,  # noqa: F401
    public,  # noqa: F401
    settling,  # noqa: F401
    wording,  # noqa: F401
)
