"""A section sent by who may no longer write in it: what they typed is given back for copying."""

from flask import jsonify, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import SectionView
from grants.core.access import current_actor
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext as _
from grants.proposals.forms.section import SectionForm, section_form
from grants.proposals.forms.words import words_of
from grants.proposals.queries.former import former_place

Answer = str | Response | tuple[str | Response, int]


def shut_out(ref: str, slug: str, *, is_autosave: bool) -> Answer:
    """For who left the team or only reads by now; NotFound for everybody else."""
    place = former_place(current_actor(), ref)
    page = place.form.section(slug) if place else None
    if place is None or page is None:
        raise NotFound
    if place.is_removed:
        status, back, link = 404, url_for("proposals.index"), _("See my proposals")
        reason = _("You are no longer in the team of this proposal, so this was not saved.")
    else:
        status, back = 422, url_for("proposals.section", ref=ref, slug=slug)
        link = _("See what is stored")
        reason = _(
            "You can read this proposal but no longer write in it, so this was not saved. Ask the "
            "lead of the team if you should be able to write."
        )
    if is_autosave:
        return closed_to_script(reason, status)
    form = section_form(place.call, page)()
    return not_saved(place.call, page, form, reason, back=back, back_text=link), status


def closed_to_script(reason: str, status: int) -> tuple[Response, int]:
    """Nothing more can be saved: the script stops trying, the text stays on the page."""
    message = _("%(reason)s Your text is still on this page: copy what you need.", reason=reason)
    return jsonify(message=message, closed=True), status


def not_saved(
    call: Call, page: SectionView, form: SectionForm, reason: str, *, back: str, back_text: str
) -> str:
    """Why, and all that was typed, for copying."""
    return render_template(
        "proposals/section_refused.html",
        title=chosen_text(page.title),
        reason=reason,
        typed=_typed(call, form),
        back=back,
        back_text=back_text,
    )


def _typed(call: Call, form: SectionForm) -> dict[str, str]:
    """By the question's words; what cannot be read as it came."""
    given, unread = form.given(), form.unread()
    return {
        chosen_text(q.label): form.as_typed(q) if q in unread else words_of(call, q, given[q.code])
        for q in form.asked
        if q in unread or q.code in given
    }
