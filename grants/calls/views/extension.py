"""Moving a deadline: the form, what exactly will happen, and the act."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, rules, service
from grants.calls.forms import ConfirmExtendForm, ExtendForm
from grants.calls.models import Call
from grants.calls.views import blueprint
from grants.calls.views.times import clock_faces
from grants.core import clock, i18n, operations
from grants.core.access import current_actor, requires
from grants.core.errors import Refused
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/calls/<ref>/extend", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def extend(ref: str) -> str | tuple[str, int]:
    """Ask for the new deadline; a good answer leads to the page that confirms it."""
    call = queries.for_office(current_actor(), ref)
    form = ExtendForm(version=call.version)
    if not form.validate_on_submit():
        return _form(call, form), 422 if form.is_submitted() else 200
    try:  # by hand: nothing is done yet, the next page confirms it
        rules.check_extension(call, form.instant(call.zone), clock.now())
    except Refused as error:
        form.refuse(error)
        return _form(call, form), error.status
    return _confirm(call, form)


@blueprint.post("/calls/<ref>/extend/confirm")
@requires(Permission.CALL_MANAGE)
def extend_confirm(ref: str) -> Response | tuple[str, int]:
    """Do it."""
    actor = current_actor()
    form = ConfirmExtendForm()
    instant = form.instant()
    if not form.validate() or instant is None or not isinstance(form.version.data, int):
        return redirect(url_for("calls.extend", ref=ref))

    def act() -> str:
        service.extend(
            actor,
            ref,
            instant,
            reason=form.words(),
            version=form.version.data,
            operation=form.operation.data,
        )
        return ref

    try:  # by hand: a refusal is shown in the form of the page before
        operations.outcome(act)
    except Refused as error:
        call = queries.for_office(actor, ref)
        again = ExtendForm(formdata=None, version=call.version, reason=form.words())
        again.refuse(error)
        return _form(call, again), error.status
    flash(_("The deadline is now %(when)s.", when=i18n.instant(instant)), "ok")
    return redirect(url_for("calls.details", ref=ref))


def _form(call: Call, form: ExtendForm) -> str:
    return render_template(
        "calls/extend.html",
        call=call,
        form=form,
        may_extend=rules.may_extend(call, clock.now()),
        faces=clock_faces(call.closes_at, call.zone),
        crumbs=_crumbs(call),
    )


def _confirm(call: Call, form: ExtendForm) -> str:
    instant = form.instant(call.zone)
    confirm = ConfirmExtendForm(
        formdata=None,
        version=form.version.data,
        closes_at=instant.isoformat(),
        reason=form.reason.data,
    )
    return render_template(
        "calls/extend_confirm.html",
        call=call,
        form=confirm,
        before=clock_faces(call.closes_at, call.zone),
        after=clock_faces(instant, call.zone),
        crumbs=_crumbs(call),
    )


def _crumbs(call: Call) -> list[tuple[str, str | None]]:
    return [
        (_("Calls"), url_for("calls.office")),
        (call.ref, url_for("calls.details", ref=call.ref)),
        (_("Move the deadline"), None),
    ]
