"""Calls, and the proposals of one, with what the check of their names needs."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.i18n import chosen_text, gettext as _
from grants.core.messages import N_
from grants.core.paging import asked_page, page_of
from grants.files.queries import files_of
from grants.permissions import Permission
from grants.sanctions import service
from grants.sanctions.forms import PressForm
from grants.sanctions.queries import desk as queries, lists
from grants.sanctions.queries.desk import PAGE, View
from grants.sanctions.rules.results import RESULT_TONES, RESULT_WORDS
from grants.sanctions.views import blueprint
from grants.sanctions.views.age import list_shown

VIEW_WORDS: dict[View, str] = {
    View.OPEN: N_("To judge"),
    View.FLAGGED: N_("Flagged"),
    View.JUDGED: N_("Judged"),
    View.CLEAR: N_("Clear"),
    View.NOT_CHECKED: N_("Not checked"),
    View.ALL: N_("All"),
}


@blueprint.get("/names/")
@requires(Permission.NAMES_READ)
def index() -> str:
    """The list in force and its age; every call with what a person must judge."""
    in_force = lists.in_force()
    return render_template(
        "sanctions/index.html",
        listed=list_shown(in_force),
        by=names([in_force.uploaded_by_id]) if in_force else {},
        files=files_of(in_force) if in_force else [],
        calls=queries.calls_with_names(current_actor()),
        crumbs=[(_("Screening"), url_for("screening.index")), (_("Names check"), None)],
    )


@blueprint.get("/names/<call_ref>")
@requires(Permission.NAMES_READ)
def call_names(call_ref: str) -> str:
    """The proposals of one call."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    counts = queries.counts(actor, call)
    view = _chosen(counts)
    run = queries.run_of(call)
    return render_template(
        "sanctions/call.html",
        call=call,
        counts=counts,
        checked=counts[View.ALL] - counts[View.NOT_CHECKED],
        view=view,
        view_words=_(VIEW_WORDS[view]),
        tab_items=[
            (
                _("%(view)s (%(n)s)", view=_(VIEW_WORDS[v]), n=counts[v]),
                url_for("sanctions.call_names", call_ref=call.ref, view=v.value),
                v is view,
            )
            for v in View
        ],
        rows=queries.rows(actor, call, view, start=(asked_page() - 1) * PAGE),
        page=page_of(counts[view], most=PAGE),
        words=RESULT_WORDS,
        tones=RESULT_TONES,
        run=run,
        run_by=names([run.asked_by_id]) if run else {},
        listed=list_shown(lists.in_force()),
        may_check=actor.may(Permission.NAMES_CHECK),
        form=PressForm(formdata=None),
        crumbs=[
            (_("Names check"), url_for("sanctions.index")),
            (chosen_text(call.title), None),
        ],
    )


def _chosen(counts: dict[View, int]) -> View:
    """The view asked for; else the first that holds something."""
    asked = request.args.get("view", "")
    for view in View:
        if view.value == asked:
            return view
    return next((view for view in View if counts[view]), View.ALL)


@blueprint.post("/names/<call_ref>/check")
@requires(Permission.NAMES_CHECK)
def check_call(call_ref: str) -> Response:
    """All of a call, by the worker."""
    form = PressForm()
    call: Call = for_office(current_actor(), call_ref)
    pressed(
        form,
        lambda: service.check_call(current_actor(), call_ref, operation=form.operation.data),
        _("Every proposal of this call is being compared with the list in force."),
    )
    return redirect(url_for("sanctions.call_names", call_ref=call.ref, view="all"), 303)
