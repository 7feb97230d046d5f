"""How far reviewing is: the calls, and one call."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import office_list
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _, ngettext
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import OFFICE_WORDS, TONES
from grants.reviews.forms import ButtonForm
from grants.reviews.models import PoolStatus
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.pool import call_for, members
from grants.reviews.service import reminders
from grants.reviews.views import blueprint
from grants.reviews.views.answers import call_crumbs, how_many, lead_tabs

FOLLOWED = (*queries.ASSIGNABLE, ProposalStatus.RANKED)


@blueprint.get("/calls/")
@requires(Permission.REVIEWS_READ)
def calls() -> str:
    return render_template("reviews/calls.html", rows=office_list(current_actor()))


@blueprint.get("/calls/<call_ref>/progress")
@requires(Permission.REVIEWS_READ)
def progress(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref, Permission.REVIEWS_READ)
    rows, total = queries.proposals_page(actor, call, page=asked_page(), statuses=FOLLOWED)
    pool = members(call, seen_by=actor)
    people = [m for m in pool if m.status is PoolStatus.ACCEPTED or m.assigned]
    return render_template(
        "reviews/progress.html",
        call=call,
        figures=queries.progress(actor, call),
        rows=[
            {
                "row": row,
                "place": ", ".join(p for p in (row.city, i18n.country(row.country)) if p),
                "state": _(OFFICE_WORDS[row.status]),
                "tone": TONES[row.status],
                "open": [g.person for g in row.standing if not g.is_submitted],
            }
            for row in rows
        ],
        total=total,
        page=page_of(total, most=queries.PAGE),
        people=people,
        remind=ButtonForm(formdata=None),
        may_manage=actor.may(Permission.REVIEWS_MANAGE),
        tabs=lead_tabs(call, "progress"),
        crumbs=call_crumbs(call, _("Progress")),
    )


@blueprint.post("/calls/<call_ref>/remind")
@requires(Permission.REVIEWS_MANAGE)
def remind(call_ref: str) -> Response:
    form = ButtonForm()

    def act() -> None:
        key = form.operation.data
        n = how_many(lambda: reminders.remind(current_actor(), call_ref, operation=key))
        flash(
            ngettext("%(num)s evaluator was reminded.", "%(num)s evaluators were reminded.", n),
            "ok",
        )

    if not done(form, act):
        flash(form.form_errors[0], "info")  # nothing went wrong: there is nobody to remind
    return redirect(url_for("reviews.progress", call_ref=call_ref))
