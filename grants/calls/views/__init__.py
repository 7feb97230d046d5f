"""Pages of calls; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("calls", __name__)

from grants.calls.views import (  # noqa: E402, F401
    answering,
    extension,
    inquiries,
    new,
    news,
    office,
    opening,
    parts,
    public,
    quiz,
    settling,
    word_form,
    wording,
)
