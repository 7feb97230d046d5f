"""Another reference for a draft."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls import service
from grants.calls.forms import ReferenceForm
from grants.calls.views import blueprint
from grants.calls.views.editing import crumbs_of, editable
from grants.core import operations
from grants.core.access import current_actor, requires
from grants.core.errors import Refused
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/calls/<ref>/edit/reference", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_reference(ref: str) -> str | Response | tuple[str, int]:
    """Its addresses change with it; nobody outside knows them yet."""
    edited = editable(ref)
    form = ReferenceForm()
    if request.method == "GET":
        form.ref.data, form.version.data = ref, edited.call.version
    elif form.validate():
        new, version = form.ref.data.upper(), form.version.data or 0

        def act() -> str:
            operation = form.operation.data
            return service.rename(
                current_actor(), ref, new, version=version, operation=operation
            ).ref

        try:  # by hand: the result says where to go next
            now = operations.outcome(act)
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("calls.edit", ref=now), 303)
    heading = _("Change the reference")
    page = render_template(
        "calls/edit_reference.html",
        call=edited.call,
        heading=heading,
        form=form,
        crumbs=crumbs_of(edited.call, heading),
    )
    return (page, 422) if form.is_submitted() else page
