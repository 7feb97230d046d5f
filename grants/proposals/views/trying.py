"""Trying a call out before it opens: as a visitor, a city, an evaluator and the board see it."""

from babel import Locale
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries as calls
from grants.calls.models import Call
from grants.calls.service import check_not_opened
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.errors import Refused
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.proposals.forms.documents import StartForm
from grants.proposals.forms.team import PressForm
from grants.proposals.queries.submission import present
from grants.proposals.queries.trying import test_in
from grants.proposals.service import trying as service
from grants.proposals.service.submit import problems_of
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import Crumbs

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<ref>/try", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def try_call(ref: str) -> Answer:
    """Where trying begins, and where it goes on."""
    actor = current_actor()
    call = calls.for_office(actor, ref)
    check_not_opened(call)
    form, status = _start_form(call), 200
    if form.validate_on_submit():
        try:  # by hand: the result says where to go next
            made = service.start(
                actor, ref, form.language.data or "", operation=form.operation.data
            )
            return redirect(url_for("proposals.tasks", ref=made), 303)
        except Refused as error:
            form.refuse(error)
            status = error.status
    found = test_in(actor, call)
    now = present(found.proposal, call) if found else None
    page = render_template(
        "proposals/try.html",
        call=call,
        form=form,
        found=found,
        press=PressForm(),
        language=_own_name(found.proposal.language) if found else "",
        wrong=len(problems_of(found, now)) if found and now else 0,
        asks=bool((now.form if now else calls.form_of(call)).sections),
        judges=bool(calls.criteria_of(call)),
        has_quiz=any(item.quiz for item in calls.checklist_of(call)),
        crumbs=crumbs_to(call, _("Try the call")),
    )
    return page if status == 200 else (page, status)


@blueprint.post("/calls/<ref>/try/fill")
@requires(Permission.CALL_MANAGE)
def fill_test(ref: str) -> Answer:
    """Examples for what is open; what is written stays. Pressed twice, nothing more happens."""
    pressed(
        PressForm(),
        lambda: service.fill(
            current_actor(),
            ref,
            line=_("Example"),
            sentence=_("This sentence stands for what a city would write here."),
        ),
        _("What was open is filled with examples. Documents are left to you."),
    )
    return redirect(url_for("proposals.try_call", ref=ref), 303)


@blueprint.route("/calls/<ref>/try/throw-away", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def throw_test_away(ref: str) -> Answer:
    """What goes with it; then the act."""
    actor = current_actor()
    call = calls.for_office(actor, ref)
    form, status = PressForm(), 200
    if form.validate_on_submit():
        operation = form.operation.data
        if done(form, lambda: service.throw_away(actor, ref, operation=operation)):
            flash(_("The test proposal is gone."), "ok")
            return redirect(url_for("proposals.try_call", ref=ref), 303)
        status = 422
    page = render_template(
        "proposals/try_end.html",
        call=call,
        form=form,
        crumbs=crumbs_to(
            call,
            _("Throw the test away"),
            (_("Try the call"), url_for("proposals.try_call", ref=ref)),
        ),
    )
    return page if status == 200 else (page, status)


def crumbs_to(call: Call, here: str, *between: tuple[str, str]) -> Crumbs:
    """The call › changing it › … › this page."""
    return [
        (call.ref, url_for("calls.details", ref=call.ref)),
        (_("Change the call"), url_for("calls.edit", ref=call.ref)),
        *between,
        (here, None),
    ]


def _start_form(call: Call) -> StartForm:
    form = StartForm()
    form.ask([(code, _own_name(code)) for code in call.languages])
    if not form.is_submitted() and current_actor().language in call.languages:
        form.language.data = current_actor().language
    return form


def _own_name(code: str) -> str:
    return (Locale(code).get_language_name(code) or code).capitalize()
