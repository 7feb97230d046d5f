"""The secretary corrects what is being prepared."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.board import queries
from grants.board.forms import MeetingChangeForm
from grants.board.models import MeetingKind, MeetingStatus
from grants.board.service.changing import change_meeting
from grants.board.views import blueprint
from grants.board.views.secretary import plan_of
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import Conflict
from grants.core.forms import labelled
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/board/<ref>/edit", methods=["GET", "POST"])
@requires(Permission.BOARD_PREPARE)
def change(ref: str) -> str | Response | tuple[str, int]:
    """Title, note, dates and quorum; once it is open, its page says why nothing can be changed."""
    actor = current_actor()
    meeting = queries.meeting_by_ref(actor, ref)
    if request.method == "GET" and meeting.status is not MeetingStatus.DRAFT:
        flash(_("The members have it before them: it can no longer be changed."), "warn")
        return redirect(url_for("board.meeting", ref=ref))
    form = MeetingChangeForm(meeting)
    if request.method == "POST" and form.validate():
        plan, version = plan_of(form, meeting.kind), form.version.data or 0
        try:
            if done(
                form,
                lambda: change_meeting(
                    actor, ref, plan, version=version, operation=form.operation.data
                ),
            ):
                flash(_("The changes are saved."), "ok")
                return redirect(url_for("board.meeting", ref=ref))
        except Conflict as conflict:
            raise labelled(form, conflict) from conflict
    elif request.method == "POST":
        form.renew_operation()
    return _page(form, ref), 422 if form.is_submitted() else 200


def _page(form: MeetingChangeForm, ref: str) -> str:
    meeting = queries.meeting_by_ref(current_actor(), ref)
    code = queries.code_of(meeting)
    return render_template(
        "board/change.html",
        form=form,
        meeting=meeting,
        code=code,
        is_meeting=meeting.kind is MeetingKind.MEETING,
        crumbs=[
            (_("Meetings"), url_for("board.index")),
            (code, url_for("board.meeting", ref=ref)),
            (_("Change"), None),
        ],
    )
