"""Full proposals for the office: all of a call, and one as submitted with what changed marked."""

from datetime import datetime

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import QuestionKind
from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.core.messages import N_
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.queries import full as queries
from grants.proposals.queries.access import find
from grants.proposals.queries.content import budget_under, extension_until
from grants.proposals.queries.frozen import as_submitted, cost_lines, frozen
from grants.proposals.queries.submission import receipts_of
from grants.proposals.rules.deadline import deadline_of
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import name_of
from grants.proposals.views.marks import marks_of


@blueprint.get("/proposals/<ref>/full-proposal")
@requires(Permission.PROPOSAL_READ)
def full(ref: str) -> str | Response:
    """The text with what changed since the concept note; the team reads it on its own pages."""
    found = find(current_actor(), ref)
    if not found.proposal.is_full:
        raise NotFound
    if found.role is not None:
        return redirect(url_for("proposals.check", ref=ref))
    sent = frozen(found).content
    form, carried = found.form(), queries.carried_to(found)
    budget = budget_under(found.call, cost_lines(sent), found.terms)
    budgets = {q.code: budget for q in form.questions() if q.kind is QuestionKind.BUDGET}
    return render_template(
        "proposals/full.html",
        found=found,
        name=name_of(found),
        budget=budget,
        sections=as_submitted(found.proposal.id, form, sent, budget, office=True),
        marks=marks_of(found, {**sent["answers"], **budgets}),
        concept_ref=carried.concept_ref if carried else "",
        receipt=receipts_of(found)[0],
        deadline=deadline_of(found.schedule, extension_until(found.proposal.id)),
        unsent=found.proposal.has_unsent_changes,
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (found.call.ref, url_for("proposals.full_list", call_ref=found.call.ref)),
            (name_of(found), None),
        ],
    )


STATES = {
    "submitted": (N_("Submitted"), "ok"),
    "late": (N_("Not submitted in time"), "bad"),
    "begun": (N_("Being written"), "info"),
    "invited": (N_("Invited, not begun"), ""),
}


def state_of(row: queries.FullRow, now: datetime) -> str:
    """Where one stands, by its key in STATES."""
    if row.status is ProposalStatus.SUBMITTED:
        return "submitted"
    if now > row.due_at:
        return "late"
    return "begun" if row.is_begun else "invited"


@blueprint.get("/calls/<call_ref>/full-proposals")
@requires(Permission.PROPOSAL_LIST)
def full_list(call_ref: str) -> str:
    """Who was invited, how far each is, until when."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    rows = queries.full_rows(actor, call)
    return render_template(
        "proposals/full_list.html",
        call=call,
        lines=[(row, *_words(state_of(row, g.received_at))) for row in rows],
        may_extend=actor.may(Permission.PROPOSAL_EXTEND),
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (call.ref, url_for("calls.details", ref=call.ref)),
            (_("Full proposals"), None),
        ],
    )


def _words(state: str) -> tuple[str, str]:
    words, tone = STATES[state]
    return _(words), tone
