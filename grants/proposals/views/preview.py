"""A section of a call that is being made, as an applicant will see it; nothing is saved."""

from flask import render_template, url_for

from grants.calls import queries as calls
from grants.calls.models import FormKind, QuestionKind
from grants.calls.service import check_not_opened
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext
from grants.core.text import blocks
from grants.files.rules import ACCEPTED
from grants.permissions import Permission
from grants.proposals.forms.section import name_of, passing_section_form
from grants.proposals.queries.content import budget_under
from grants.proposals.rules.documents import kinds_of
from grants.proposals.views import blueprint


@blueprint.get(
    "/calls/<ref>/edit/questions/<any(concept_note, full_proposal):form>/sections/<slug>/preview"
)
@requires(Permission.CALL_MANAGE)
def preview_section(ref: str, form: str, slug: str) -> str:
    """The fields of its questions, empty and closed."""
    call = calls.for_office(current_actor(), ref)
    check_not_opened(call)
    asked = calls.form_of(call, FormKind(form))
    section = asked.section(slug)
    if section is None:
        raise NotFound
    title = chosen_text(section.title)
    has_budget = any(q.kind is QuestionKind.BUDGET for q in section.questions)
    return render_template(
        "proposals/preview.html",
        call=call,
        kind=form,
        section=section,
        title=title,
        intro=blocks(chosen_text(section.intro)),
        number=asked.sections.index(section) + 1,
        total=len(asked.sections),
        form=passing_section_form(call, section).filled({}, 0),
        name_of=name_of,
        budget=budget_under(call, ()) if has_budget else None,
        accepted={
            q.code: ", ".join(gettext(ACCEPTED[kind].label) for kind in kinds_of(q))
            for q in section.questions
            if q.kind is QuestionKind.FILE
        },
        crumbs=[
            (call.ref, url_for("calls.details", ref=ref)),
            (gettext("Change the call"), url_for("calls.edit", ref=ref)),
            (gettext("All questions"), url_for("calls.edit_questions", ref=ref, form=form)),
            (title, None),
        ],
    )
