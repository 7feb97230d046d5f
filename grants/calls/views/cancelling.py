"""Cancelling a call: what will happen and who is told; then the act."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, rules, service
from grants.calls.forms.cancelling import cancel_form
from grants.calls.forms.texts import texts_in
from grants.calls.rules.document import written_in
from grants.calls.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/calls/<ref>/cancel", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def cancel(ref: str) -> str | Response | tuple[str, int]:
    """One page says what will happen and asks why; nothing is done before it is ticked."""
    actor = current_actor()
    call = queries.for_office(actor, ref)
    languages = written_in(call.languages)
    form = cancel_form(languages, call.version)
    if form.validate_on_submit():
        version = form.version.data or 0
        note = texts_in(form, "note", {}, languages)
        reason, operation = form.reason.data, form.operation.data

        def act() -> object:
            return service.cancel(
                actor, ref, reason=reason, note=note, version=version, operation=operation
            )

        if done(form, act):
            flash(_("The call is cancelled. Everybody with a proposal in it is being told."), "ok")
            return redirect(url_for("calls.details", ref=ref), 303)
    page = render_template(
        "calls/cancel.html",
        call=call,
        form=form,
        written=languages,
        may_cancel=rules.may_cancel(call),
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (call.ref, url_for("calls.details", ref=call.ref)),
            (_("Cancel the call"), None),
        ],
    )
    return (page, 422) if form.is_submitted() else page
