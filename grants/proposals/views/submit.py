"""Checking one's answers, submitting, and withdrawing."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done, tried
from grants.core.errors import Refused
from grants.core.i18n import chosen_text, gettext as _, render
from grants.permissions import Permission
from grants.proposals.forms.submit import DeclarationForm, WithdrawForm
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import backers_of, extension_until
from grants.proposals.queries.submission import present, standing_number
from grants.proposals.rules.deadline import deadline_of, is_editable
from grants.proposals.rules.submission import LONGEST_CONFLICTS, Problem
from grants.proposals.rules.withdrawal import check_withdrawal
from grants.proposals.service import submit as service, withdraw as leaving
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of
from grants.proposals.views.marks import marks_of
from grants.proposals.views.missed import missed_of

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Mend:
    """A problem with the address of the place to mend it."""

    section: str
    text: str
    url: str


@blueprint.get("/proposals/<ref>/check")
@requires(Permission.PROPOSAL_READ)
def check(ref: str) -> str:
    """Everything on one page, and everything missing or over a limit, with links."""
    found = find(current_actor(), ref)
    now = present(found.proposal, found.call)
    standing = _standing(found)
    may_change = standing["is_open"] and found.may(Permission.PROPOSAL_EDIT)
    return render_template(
        "proposals/check.html",
        found=found,
        name=name_of(found),
        sections=now.sections(backers_of(found.proposal.id)),
        mends=_mends(found, service.problems_of(found, now)),
        marks=marks_of(found, now.values),
        change_url=partial(_section_url, ref) if may_change else None,
        crumbs=crumbs_of(found, _("Check your answers")),
        **standing,
    )


@blueprint.get("/proposals/<ref>/submit")
@requires(Permission.PROPOSAL_SUBMIT)
def submit(ref: str) -> str:
    found = find(current_actor(), ref, Permission.PROPOSAL_SUBMIT)
    problems = service.problems_of(found, present(found.proposal, found.call))
    return _submit_page(found, DeclarationForm(), problems)


@blueprint.post("/proposals/<ref>/submit")
@requires(Permission.PROPOSAL_READ)
def send(ref: str) -> Answer:
    """Anybody of the team may press; the service lets the lead through and notes the rest."""
    form = DeclarationForm()
    form.validate()
    problems: tuple[Problem, ...] = ()

    def act() -> None:
        service.submit(
            current_actor(),
            ref,
            declaration=form.declaration(),
            received_at=g.received_at,
            operation=form.operation.data,
        )

    if not form.errors:
        refusal = tried(form, act, service.NotSubmitted)
        if refusal is None:
            return redirect(url_for("proposals.receipt", ref=ref), 303)
        problems = refusal.problems
    form.renew_operation()
    return _submit_page(find(current_actor(), ref), form, problems), 422


@blueprint.route("/proposals/<ref>/withdraw", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_SUBMIT)
def withdraw(ref: str) -> Answer:
    form = WithdrawForm()
    status = 200
    if request.method == "POST":
        status = 422
        given = {"reason": form.reason.data, "operation": form.operation.data}
        if form.validate() and done(form, lambda: leaving.withdraw(current_actor(), ref, **given)):
            flash(_("The proposal was withdrawn."), "ok")
            return redirect(url_for("proposals.tasks", ref=ref), 303)
        form.renew_operation()
    found = find(current_actor(), ref, Permission.PROPOSAL_SUBMIT)
    return render_template(
        "proposals/withdraw.html",
        found=found,
        name=name_of(found),
        form=form,
        refusal=_withdrawal_refused(found),
        crumbs=crumbs_of(found, _("Withdraw the proposal")),
    ), status


def _submit_page(found: Access, form: DeclarationForm, problems: tuple[Problem, ...]) -> str:
    return render_template(
        "proposals/submit.html",
        found=found,
        name=name_of(found),
        form=form,
        mends=_mends(found, problems),
        words=LONGEST_CONFLICTS,
        crumbs=crumbs_of(found, _("Submit the proposal")),
        **_standing(found),
    )


def _standing(found: Access) -> dict[str, Any]:
    """What both pages say of the deadline and of an earlier submission."""
    proposal = found.proposal
    until = extension_until(proposal.id)
    return {
        "deadline": deadline_of(found.schedule, until),
        "missed": missed_of(found, until),
        "is_open": is_editable(proposal.status, found.window, until, g.received_at),
        "may_submit": found.may(Permission.PROPOSAL_SUBMIT),
        "standing": standing_number(proposal.id) if proposal.submitted_at else None,
        "unsent": proposal.has_unsent_changes,
    }


def _mends(found: Access, problems: tuple[Problem, ...]) -> list[Mend]:
    titles = {s.slug: chosen_text(s.title) for s in found.form().sections}
    return [
        Mend(
            titles.get(problem.section_slug, problem.section_slug),
            render(problem.message),
            f"{_section_url(found.proposal.ref, problem.section_slug)}#{problem.code}",
        )
        for problem in problems
    ]


def _section_url(ref: str, slug: str) -> str:
    return url_for("proposals.section", ref=ref, slug=slug)


def _withdrawal_refused(found: Access) -> str | None:
    try:
        check_withdrawal(
            found.proposal.status, found.call.contact_email, is_full=found.proposal.is_full
        )
    except Refused as error:
        return render(error.message)
    return None
