"""The scoring page of a call that is being made, with a test proposal; nothing of it is kept."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries as calls
from grants.calls.service import check_not_opened
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.proposals.queries.trying import test_in
from grants.reviews.forms import review_form
from grants.reviews.queries.dossier import trial
from grants.reviews.rules import review as rules
from grants.reviews.rules.scores import points_milli
from grants.reviews.views import blueprint
from grants.reviews.views.review import beside, mark


@blueprint.route("/calls/<ref>/try", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def try_scoring(ref: str) -> str | Response:
    """What an evaluator has before them; sent, it says what the points come to."""
    actor = current_actor()
    call = calls.for_office(actor, ref)
    check_not_opened(call)
    found, criteria = test_in(actor, call), calls.criteria_of(call)
    if found is None or not criteria:
        flash(_("Start a test proposal first: there is nothing to read yet."), "info")
        return redirect(url_for("proposals.try_call", ref=ref))
    form = review_form(criteria)
    given = form.given(criteria)
    if form.is_submitted():
        mark(form, rules.faults(given, criteria))
    read = trial(found)
    return render_template(
        "reviews/try.html",
        call=call,
        proposal=found.proposal,
        form=form,
        dossier=read,
        criteria=beside(criteria, form, read),
        total=points_milli(given.scores, criteria),
        scored=sum(one.points is not None for one in given.scores.values()),
        crumbs=[
            (call.ref, url_for("calls.details", ref=ref)),
            (_("Try the call"), url_for("proposals.try_call", ref=ref)),
            (_("As an evaluator"), None),
        ],
    )
