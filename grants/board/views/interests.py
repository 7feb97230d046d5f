"""A member's own declarations."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import seat_of
from grants.board import queries
from grants.board.forms import InterestForm, PressForm
from grants.board.queries.bodies import body_called, body_names
from grants.board.service import interests as service
from grants.board.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/board/interests", methods=["GET", "POST"])
@requires(Permission.BOARD_TAKE_PART)
def interests() -> str | Response | tuple[str, int]:
    actor = current_actor()
    form = InterestForm()
    if request.method == "POST" and form.validate():
        body = body_called(form.organisation.data)
        if done(
            form,
            lambda: service.declare(
                actor, body or "", form.words.data, operation=form.operation.data
            ),
        ):
            flash(
                _("Declared. You are recused at once from everything undecided that it touches."),
                "ok",
            )
            return redirect(url_for("board.interests"))
    if request.method == "POST":
        form.renew_operation()
    return render_template(
        "board/interests.html",
        form=form,
        press=PressForm(formdata=None),
        rows=queries.own_interests(actor),
        seat=seat_of(actor.person_id or 0),
        bodies=body_names(),
        crumbs=[(_("My declarations"), None)],
    ), 422 if form.errors else 200


@blueprint.post("/board/interests/<ref>/end")
@requires(Permission.BOARD_TAKE_PART)
def end_interest(ref: str) -> Response:
    form = PressForm()
    pressed(
        form,
        lambda: service.end(current_actor(), ref, operation=form.operation.data),
        _("The declaration is ended. Recusals that came from it stay."),
    )
    return redirect(url_for("board.interests"))
