"""The drafted assignments are published: the evaluators are told."""

from datetime import date, datetime, time, timedelta

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.clock import BRUSSELS
from grants.core.errors import Refused
from grants.core.i18n import gettext as _, ngettext
from grants.core.messages import msg
from grants.permissions import Permission
from grants.reviews.forms import PublishForm
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.pool import call_for
from grants.reviews.service import assign as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, call_crumbs, sent

Answer = str | Response | tuple[str, int]
MISSING_DAY = msg("Give the day until which reviews are asked for")


@blueprint.route("/calls/<call_ref>/assignment/publish", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def publish(call_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    usual = (clock.now() + timedelta(days=service.REVIEW_DAYS)).astimezone(BRUSSELS).date()
    form = PublishForm(data={"due_on": usual})

    def act() -> None:
        if form.due_on.data is None:
            raise Refused(MISSING_DAY, {"due_on": MISSING_DAY})
        due_at = _end_of(form.due_on.data)
        flash(_told(service.publish(actor, call_ref, due_at, operation=form.operation.data)), "ok")

    status = sent(form, act)
    if status == DONE:
        return redirect(url_for("reviews.progress", call_ref=call_ref))
    page = render_template(
        "reviews/publish.html",
        form=form,
        call=call,
        drafted=queries.drafted_people(actor, call),
        figures=queries.progress(actor, call),
        crumbs=call_crumbs(call, _("Assignments"), "reviews.assignment"),
    )
    return page, status


def _told(n: int) -> str:
    return ngettext(
        "Published: %(num)s evaluator was told.", "Published: %(num)s evaluators were told.", n
    )


def _end_of(day: date) -> datetime:
    """The last second of a day in Brussels, as every deadline of the house."""
    return datetime.combine(day, time(23, 59, 59), BRUSSELS)
