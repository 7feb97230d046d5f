"""Moving a call on after its results: where it stands, what follows, and the act."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import CallStatus
from grants.calls.queries import asks_full_proposals, for_office
from grants.calls.rules import effective_status, next_stage
from grants.calls.rules.labels import STAGE_MEANS, STATUS_WORDS
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _, render
from grants.permissions import Permission
from grants.proposals.forms.moving_on import MoveOnForm
from grants.proposals.service import moving_on as service
from grants.proposals.views import blueprint


@blueprint.route("/calls/<call_ref>/move-on", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def move_on(call_ref: str) -> str | Response | tuple[str, int]:
    """One page says what will happen; nothing is done before its button is pressed."""
    actor = current_actor()
    form = MoveOnForm()
    if form.validate_on_submit() and form.stage.data in set(CallStatus):
        stage, version = CallStatus(form.stage.data), form.version.data or 0
        reason, operation = form.reason.data or "", form.operation.data

        def act() -> object:
            return service.move_on(
                actor, call_ref, stage, version=version, reason=reason, operation=operation
            )

        if done(form, act):
            flash(_("The call has moved on: %(stage)s.", stage=_(STATUS_WORDS[stage])), "ok")
            return redirect(url_for("calls.details", ref=call_ref), 303)
    call = for_office(actor, call_ref)
    following = next_stage(call, asks_full_proposals(call))
    if following:
        form.stage.data = following.value
    form.version.data = call.version
    page = render_template(
        "proposals/move_on.html",
        call=call,
        form=form,
        stands=_(STATUS_WORDS[effective_status(call, clock.now())]),
        following=_(STATUS_WORDS[following]) if following else "",
        means=_(STAGE_MEANS[following], months=call.full_proposal_months) if following else "",
        skips=following is CallStatus.GRANTING and call.status is CallStatus.RESULTS,
        why_not="" if following else render(service.why_not(call)),
        pending=[render(one) for one in service.going_on(call, following)] if following else [],
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (call.ref, url_for("calls.details", ref=call.ref)),
            (_("Move the call on"), None),
        ],
    )
    return (page, 422) if form.is_submitted() else page
