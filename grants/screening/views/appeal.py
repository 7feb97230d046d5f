"""A lead decides the city's objection."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.core.text import blocks
from grants.permissions import Permission
from grants.screening import service
from grants.screening.forms import DecideAppealForm
from grants.screening.models import AppealStatus
from grants.screening.queries import case as queries
from grants.screening.queries.case import Case, took_part
from grants.screening.queries.outcome import refusal_reasons
from grants.screening.rules.appeal import may_decide_appeal
from grants.screening.views import blueprint
from grants.screening.views.place import crumbs, here, load


@blueprint.route("/screening/<call_ref>/<ref>/appeal", methods=["GET", "POST"])
@requires(Permission.APPEAL_DECIDE)
def decide_appeal(call_ref: str, ref: str) -> str | Response | tuple[str, int]:
    case = load(call_ref, ref, Permission.APPEAL_DECIDE)
    appeal, screening, url = case.appeal, case.started, here(case)
    if appeal is None:
        raise NotFound
    may_decide = may_decide_appeal(current_actor(), took_part(screening))
    if appeal.status is not AppealStatus.OPEN or not may_decide:
        flash(_("This objection is not yours to decide, or was decided before."), "info")
        return redirect(url)
    form = DecideAppealForm()

    def act() -> None:
        service.decide_appeal(
            current_actor(),
            ref,
            uphold=form.verdict.data == "uphold",
            words=form.decision.data or "",
            version=form.version.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit():
        if done(form, act):
            flash(_("The objection is decided and the team was told."), "ok")
            return redirect(url)
        case = load(call_ref, ref, Permission.APPEAL_DECIDE)
    elif not form.is_submitted():
        form.version.data = appeal.version
    page = _page(case, form)
    return (page, 422) if form.is_submitted() else page


def _page(case: Case, form: DecideAppealForm) -> str:
    return render_template(
        "screening/decide_appeal.html",
        form=form,
        case=case,
        file=queries.case_file(case),
        screening=case.started,
        words=blocks(case.appeal.words if case.appeal else ""),
        reasons=refusal_reasons(case.call, queries.checks_of(case.started)),
        back_url=here(case),
        crumbs=crumbs(case, _("Objection")),
    )
