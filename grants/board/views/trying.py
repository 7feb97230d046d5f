"""The board's paper on a test proposal of a call that is being made."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.board.queries.papers import trial_paper
from grants.board.views import blueprint
from grants.calls import queries as calls
from grants.calls.models import BoardProcedure
from grants.calls.service import check_not_opened
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.proposals.queries.trying import test_in


@blueprint.get("/board/try/<ref>")
@requires(Permission.CALL_MANAGE)
def try_paper(ref: str) -> str | Response:
    """What a member reads, and how the call lets the board decide."""
    actor = current_actor()
    call = calls.for_office(actor, ref)
    check_not_opened(call)
    found = test_in(actor, call)
    if found is None:
        flash(_("Start a test proposal first: there is nothing to decide yet."), "info")
        return redirect(url_for("proposals.try_call", ref=ref))
    return render_template(
        "board/try.html",
        call=call,
        proposal=found.proposal,
        paper=trial_paper(found),
        in_writing=call.board_procedure is BoardProcedure.NO_OBJECTION,
        crumbs=[
            (call.ref, url_for("calls.details", ref=ref)),
            (_("Try the call"), url_for("proposals.try_call", ref=ref)),
            (_("As a member of the board"), None),
        ],
    )
