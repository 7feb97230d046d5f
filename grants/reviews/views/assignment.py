"""Who reviews what: the list, and a suggestion to fill it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _, ngettext
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.assignment import Plan
from grants.reviews.forms import ButtonForm
from grants.reviews.models import AssignmentStatus
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.assignment import Given, Reviewed
from grants.reviews.queries.pool import call_for
from grants.reviews.rules.work import ASSIGNMENT_TONES, ASSIGNMENT_WORDS
from grants.reviews.service import assign as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import call_crumbs, how_many, lead_tabs

Answer = str | Response | tuple[str, int]


@blueprint.get("/calls/<call_ref>/assignment")
@requires(Permission.REVIEWS_MANAGE)
def assignment(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref)
    rows, total = queries.proposals_page(actor, call, page=asked_page())
    figures = queries.progress(actor, call)
    return render_template(
        "reviews/assignment.html",
        call=call,
        rows=[
            {
                "row": row,
                "place": place_of(row),
                "language": i18n.locale().languages.get(row.language, row.language),
                "given": [given_words(g) for g in row.standing],
                "short": len(row.standing) < call.evaluators,
            }
            for row in rows
        ],
        total=total,
        page=page_of(total, most=queries.PAGE),
        figures=figures,
        suggest=ButtonForm(formdata=None),
        clear=ButtonForm(formdata=None),
        tabs=lead_tabs(call, "assignment"),
        crumbs=call_crumbs(call, _("Assignments")),
    )


def place_of(row: Reviewed) -> str:
    return ", ".join(p for p in (row.city, i18n.country(row.country)) if p)


def given_words(one: Given) -> dict[str, Any]:
    """One assignment with its state and its reasons in words."""
    words = _("Submitted") if one.is_submitted else _(ASSIGNMENT_WORDS[one.status])
    return {
        "ref": one.ref,
        "person": one.person,
        "words": words,
        "tone": "ok" if one.is_submitted else ASSIGNMENT_TONES[one.status],
        "is_draft": one.status is AssignmentStatus.DRAFT,
        "why": why_words(one.why),
    }


def why_words(why: dict[str, Any]) -> str:
    if why.get("by_hand"):
        return _("chosen by hand")
    reasons = {
        "language": _("reads the language"),
        "theme": _("knows the focus area"),
        "region": _("knows the region"),
    }
    fitting = [words for name, words in reasons.items() if why.get(name)]
    return ", ".join(fitting) if fitting else _("has room")


@blueprint.post("/calls/<call_ref>/assignment/suggest")
@requires(Permission.REVIEWS_MANAGE)
def suggest(call_ref: str) -> Response:
    form = ButtonForm()

    def act() -> None:
        _say(service.suggest(current_actor(), call_ref, operation=form.operation.data))

    if not done(form, act):
        flash(form.form_errors[0], "warn")  # nothing went wrong: nobody in the pool has accepted
    return redirect(url_for("reviews.assignment", call_ref=call_ref))


def _say(plan: Plan) -> None:
    """What was filled, and what the suggestion could not give."""
    n = len(plan.pairs)
    flash(
        ngettext("%(num)s place was filled.", "%(num)s places were filled.", n)
        + " "
        + _("Only you see the drafts until you publish them."),
        "ok",
    )
    if plan.shortfalls:
        flash(
            ngettext(
                "%(num)s proposal has too few evaluators, or too few who read its language.",
                "%(num)s proposals have too few evaluators, or too few who read their language.",
                len(plan.shortfalls),
            ),
            "warn",
        )
    if not plan.is_connected:
        flash(
            _(
                "Some evaluators share no proposal with the others, so their scores cannot "
                "be compared."
            ),
            "warn",
        )


@blueprint.post("/calls/<call_ref>/assignment/clear")
@requires(Permission.REVIEWS_MANAGE)
def clear(call_ref: str) -> Response:
    key = ButtonForm().operation.data
    n = how_many(lambda: service.clear_drafts(current_actor(), call_ref, operation=key))
    flash(ngettext("%(num)s draft was removed.", "%(num)s drafts were removed.", n), "ok")
    return redirect(url_for("reviews.assignment", call_ref=call_ref))
