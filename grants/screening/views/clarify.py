"""Asking the city for proof."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from grants.calls.queries import checklist_of
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.forms import choices
from grants.core.i18n import chosen_text, gettext as _, instant
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.screening import service
from grants.screening.forms import ClarifyForm
from grants.screening.queries import case as queries
from grants.screening.queries.case import Case, rule_items
from grants.screening.queries.replies import may_be_opened
from grants.screening.rules.finding import curable_items
from grants.screening.rules.periods import answer_clock
from grants.screening.views import blueprint
from grants.screening.views.place import crumbs, here, load
from grants.screening.views.words import days_off_in_words


@blueprint.route("/screening/<call_ref>/<ref>/clarify", methods=["GET", "POST"])
@requires(Permission.SCREENING_WORK)
def clarify(call_ref: str, ref: str) -> str | Response | tuple[str, int]:
    case = load(call_ref, ref)
    url = here(case)
    form = ClarifyForm()
    offered = _choices(case)
    form.items.choices = choices(offered)
    form.opened.choices = choices(
        (question.code, chosen_text(question.label)) for question in may_be_opened(case.call)
    )
    is_open = case.proposal.status is ProposalStatus.SCREENING
    if not is_open or not offered:
        flash(_("Only items answered “curable” may be asked about, while the check runs."), "info")
        return redirect(url)

    def act() -> None:
        service.ask_clarification(
            current_actor(),
            ref,
            form.items.data or [],
            form.question.data or "",
            opened=form.opened.data or [],
            version=form.version.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit():
        if done(form, act):
            flash(_("The city was asked. The clock is running."), "ok")
            return redirect(url)
        case = load(call_ref, ref)
    elif not form.is_submitted():
        form.version.data = case.started.version
        form.items.data = [code for code, _text in offered]
    page = _page(case, form)
    return (page, 422) if form.is_submitted() else page


def _page(case: Case, form: ClarifyForm) -> str:
    call = case.call
    due_at, days_off = answer_clock(
        clock.now(), call.clarification_days, call.zone, case.proposal.country
    )
    return render_template(
        "screening/clarify.html",
        form=form,
        case=case,
        due=instant(due_at),
        days_off=days_off_in_words(days_off),
        back_url=here(case),
        crumbs=crumbs(case, _("Ask for clarification")),
    )


def _choices(case: Case) -> list[tuple[str, str]]:
    """Items answered “curable”, with their question."""
    checklist = checklist_of(case.call)
    answers = queries.answers_of(checklist, queries.checks_of(case.started))
    curable = {item.code for item in curable_items(rule_items(case.call), answers)}
    return [
        (item.code, f"{item.code}: {chosen_text(item.text)}")
        for item in checklist
        if item.code in curable
    ]
