"""Stepping aside, the page in place of what one may not see, and lifting a tie."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import chosen_text, gettext as _, short_day
from grants.permissions import Permission
from grants.proposals.queries.ties import Held, StandingTie, standing_ties
from grants.screening import service
from grants.screening.forms import TieForm
from grants.screening.queries.case import Case
from grants.screening.queries.ties import hole as find_hole
from grants.screening.rules.labels import OWN_TIES, TIES
from grants.screening.views import blueprint
from grants.screening.views.place import crumbs, here, load

Answer = str | Response | tuple[str, int]


def hole_page(call_ref: str, ref: str) -> tuple[str, int]:
    """That one is kept away, by what, and who handles it; nothing of the proposal itself."""
    found = find_hole(current_actor(), call_ref, ref)
    page = render_template(
        "screening/hole.html",
        call=found.call,
        why=_why(found.held),
        handled_by=found.handled_by,
        has_begun=found.has_begun,
        crumbs=[
            (chosen_text(found.call.title), url_for("screening.desk", call_ref=found.call.ref)),
            (_("Not for you"), None),
        ],
    )
    return page, 403


def _why(held: Held) -> list[str]:
    why = []
    if held.is_team:
        why.append(_("You are, or were, in the team of this proposal."))
    if held.is_body:
        why.append(_("You work for its proponent or its recipient."))
    if held.kind is not None:
        why.append(_(OWN_TIES[held.kind], reason=held.reason))
    return why


@blueprint.route("/screening/<call_ref>/<ref>/step-aside", methods=["GET", "POST"])
@requires(Permission.SCREENING_WORK)
def step_aside(call_ref: str, ref: str) -> Answer:
    """A conflict of interest, with words; afterwards the proposal is out of sight."""
    case = load(call_ref, ref)
    form = TieForm()

    def act() -> None:
        reason, key = form.reason.data or "", form.operation.data
        service.step_aside(current_actor(), ref, reason, operation=key)

    if form.validate_on_submit() and done(form, act):
        flash(_("You stepped aside. The others of this call were told."), "ok")
        return redirect(url_for("screening.desk", call_ref=call_ref))
    page = render_template(
        "screening/step_aside.html",
        form=form,
        case=case,
        back_url=here(case),
        crumbs=crumbs(case, _("Step aside")),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/screening/<call_ref>/<ref>/ties/<tie_ref>", methods=["GET", "POST"])
@requires(Permission.TIE_LIFT)
def lift_tie(call_ref: str, ref: str, tie_ref: str) -> Answer:
    """A lead reads why somebody is kept away, and may lift it with a reason."""
    case = load(call_ref, ref, Permission.TIE_LIFT)
    tie = next((one for one in standing_ties(case.proposal.id) if one.ref == tie_ref), None)
    if tie is None or tie.person_id == case.actor.person_id:
        flash(_("This was lifted before, or is not yours to lift."), "info")
        return redirect(here(case))
    form = TieForm()

    def act() -> None:
        reason, key = form.reason.data or "", form.operation.data
        service.lift_tie(current_actor(), ref, tie_ref, reason, operation=key)

    if form.validate_on_submit() and done(form, act):
        flash(_("Lifted: %(name)s can see this proposal again.", name=tie.name), "ok")
        return redirect(here(case))
    page = _lift_page(case, tie, form)
    return (page, 422) if form.is_submitted() else page


def _lift_page(case: Case, tie: StandingTie, form: TieForm) -> str:
    return render_template(
        "screening/lift_tie.html",
        form=form,
        case=case,
        tie=tie,
        why=tie_in_words(tie),
        back_url=here(case),
        crumbs=crumbs(case, _("Who stepped aside")),
    )


def tie_in_words(tie: StandingTie) -> str:
    """Since when and why somebody is kept away."""
    return _(TIES[tie.kind], day=short_day(tie.at), reason=tie.reason)
