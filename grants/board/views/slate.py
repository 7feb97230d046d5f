"""A lead puts a frozen ranking before the board."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.board import queries
from grants.board.forms import SlateForm
from grants.board.queries.slate import slate_of, what_became_of
from grants.board.service.slate import propose_slate
from grants.board.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.forms import choices
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission


@blueprint.route("/board/propose/<ranking_ref>", methods=["GET", "POST"])
@requires(Permission.BOARD_PROPOSE)
def propose(ranking_ref: str) -> str | Response | tuple[str, int]:
    actor = current_actor()
    slate = slate_of(actor, ranking_ref)
    form = SlateForm()
    form.meeting.choices = choices(queries.drafts(actor), _("A new procedure, as the call says"))
    made: list[str] = []
    if request.method == "POST" and form.validate():
        target = form.meeting.data or None
        if done(
            form,
            lambda: made.append(
                propose_slate(actor, ranking_ref, target, operation=form.operation.data)
            ),
        ):
            flash(_("The slate is before the board's secretary, who opens it to members."), "ok")
            return redirect(
                url_for("board.meeting", ref=made[0]) if made else url_for("board.index")
            )
    if request.method == "POST":
        form.renew_operation()
    course = what_became_of(actor, slate.ranking_id)
    return render_template(
        "board/propose.html",
        form=form,
        slate=slate,
        course=course,
        places=[(code, url_for(link.endpoint, **link.values)) for code, link in course.places],
        call_title=chosen_text(slate.call_title),
        crumbs=[(_("Meetings"), url_for("board.index")), (_("Propose a slate"), None)],
    ), 422 if form.errors else 200
