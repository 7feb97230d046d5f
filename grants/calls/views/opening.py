"""Making a call public, and setting its money aside."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, service
from grants.calls.forms import publish_form
from grants.calls.models import CallStatus
from grants.calls.rules.warning import warnings_of
from grants.calls.service.envelope import cut_envelope as cut
from grants.calls.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/calls/<ref>/publish", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def publish(ref: str) -> str | Response | tuple[str, int]:
    """What will be public from now on; then the act."""
    actor = current_actor()
    call = queries.for_office(actor, ref)
    form = publish_form(warnings_of(call), call.version)
    status = 200
    if form.validate_on_submit():
        version, operation = form.version.data or 0, form.operation.data

        def act() -> Any:
            return service.publish(
                actor, ref, version=version, reasons=form.reasons(), operation=operation
            )

        if done(form, act):
            flash(_("The call is public. It opens by itself at its opening time."), "ok")
            return redirect(url_for("calls.details", ref=ref), 303)
        status = 422
    call = queries.for_office(actor, ref)
    page = render_template(
        "calls/publish.html",
        call=call,
        may_publish=call.status is CallStatus.DRAFT,
        form=form,
        reasons=[field for field in form if field.name.startswith("reason_")],
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (call.ref, url_for("calls.details", ref=ref)),
            (_("Publish the call"), None),
        ],
    )
    return page if status == 200 else (page, status)


@blueprint.post("/calls/<ref>/envelope")
@requires(Permission.CALL_MANAGE)
def cut_envelope(ref: str) -> Response:
    """Cut the planned envelope from the line's allocation; the details page says how it went."""
    form = Form()
    pressed(
        form,
        lambda: cut(current_actor(), ref, operation=form.operation.data),
        _("The envelope is set aside."),
    )
    return redirect(url_for("calls.details", ref=ref), 303)
