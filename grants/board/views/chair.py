"""The chair confirms what was closed."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.board import queries
from grants.board.forms import PressForm
from grants.board.models import ItemKind, ItemStatus
from grants.board.rules import words
from grants.board.service.adoption import Report, closed_by, confirm as confirm_all
from grants.board.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.i18n import gettext as _, render
from grants.permissions import Permission


@blueprint.route("/board/<ref>/confirm", methods=["GET", "POST"])
@requires(Permission.BOARD_CONFIRM)
def confirm(ref: str) -> str | Response:
    """Item by item what will become of it; then one button."""
    actor = current_actor()
    form = PressForm()
    reports: list[Report] = []
    if request.method == "POST":
        if pressed(
            form,
            lambda: reports.extend(confirm_all(actor, ref, operation=form.operation.data)),
            _("The results are confirmed."),
        ):
            for report in reports:
                if report.refusal is not None:
                    text = render(report.refusal)
                    flash(_("Item %(n)s stays: %(why)s", n=report.n, why=text), "warn")
        return redirect(url_for("board.meeting", ref=ref))
    found = queries.agenda(actor, ref, None)
    closer = closed_by(found.meeting)
    return render_template(
        "board/confirm.html",
        form=form,
        agenda=found,
        meeting=found.meeting,
        closer=names([closer]).get(closer, ""),
        is_closer=closer == actor.person_id,
        words=words,
        ItemKind=ItemKind,
        ItemStatus=ItemStatus,
        crumbs=[
            (_("Meetings"), url_for("board.index")),
            (found.code, url_for("board.meeting", ref=ref)),
            (_("Confirm"), None),
        ],
    )
