"""Pages of calls; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("calls", __name__)

from grants.calls.views import (  # noqa: E402, F401
    answering,
    cancelling,
    checklist,
    criteria,
    inquiries,
    new,
    news,
    office,
    opening,
    parts,
    people,
    public,
    question_kinds,
    question_pages,
    question_sets,
    question_templates,
    quiz,
    reference,
    settings,
    settling,
    texts,
    word_form,
    wording,
)
