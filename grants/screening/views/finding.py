"""The outcome: found by one officer, a refusal confirmed or sent back by a second person."""

from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.calls.queries import checklist_of
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.forms import VersionedForm
from grants.core.i18n import chosen_text, gettext as _, instant
from grants.core.messages import Link, msg
from grants.mail.letter import Letter, compose
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import APPLICANT_WORDS
from grants.proposals.service.move import team_addressees
from grants.screening import service
from grants.screening.forms import ConfirmForm, FindForm, SendBackForm
from grants.screening.models import Finding
from grants.screening.queries import case as queries
from grants.screening.queries.case import Case, rule_items
from grants.screening.queries.outcome import refusal_reasons
from grants.screening.rules.finding import may_confirm, possible_finding
from grants.screening.service.finding import refusal_words
from grants.screening.views import blueprint
from grants.screening.views.place import crumbs, here, load

Answer = str | Response | tuple[str, int]


@blueprint.route("/screening/<call_ref>/<ref>/finding", methods=["GET", "POST"])
@requires(Permission.SCREENING_WORK)
def find(call_ref: str, ref: str) -> Answer:
    """A page of its own: an outcome of “eligible” takes effect at once."""
    case = load(call_ref, ref)
    url = here(case)
    possible = _possible(case)
    if possible is None:
        flash(_("No outcome is possible now: look at the state of the check."), "info")
        return redirect(url)
    form = FindForm()

    def act() -> None:
        sentence, given = form.sentence.data or "", _given(form)
        service.find(current_actor(), ref, possible, sentence, **given)

    if form.validate_on_submit():
        if done(form, act):
            flash(_found(possible), "ok")
            return redirect(url)
        case = load(call_ref, ref)
    page = _find_page(case, form, possible)
    return (page, 422) if form.is_submitted() else page


def _possible(case: Case) -> Finding | None:
    """The outcome the answers allow, while the check waits for one."""
    screening = case.started
    if case.proposal.status is not ProposalStatus.SCREENING or screening.finding is not None:
        return None
    answers = queries.answers_of(checklist_of(case.call), queries.checks_of(screening))
    return possible_finding(rule_items(case.call), answers)


def _find_page(case: Case, form: FindForm, finding: Finding) -> str:
    reasons = refusal_reasons(case.call, queries.checks_of(case.started))
    if not form.is_submitted():
        form.version.data = case.started.version
        language = case.proposal.language
        form.sentence.data = " ".join(chosen_text(r.text, language) for r in reasons)
    is_refusal = finding is Finding.INELIGIBLE
    return render_template(
        "screening/find.html",
        form=form,
        case=case,
        is_refusal=is_refusal,
        happens=_happens_when_found(finding),
        told=[] if is_refusal else [_("Everybody in the team")],
        reasons=reasons,
        back_url=here(case),
        crumbs=crumbs(case, _("Outcome")),
    )


def _found(finding: Finding) -> str:
    if finding is Finding.ELIGIBLE:
        return _("The proposal is eligible. Its team was told.")
    return _("Not eligible: a second person must confirm. Nobody was told yet.")


def _happens_when_found(finding: Finding) -> list[str]:
    if finding is Finding.ELIGIBLE:
        return [
            _("The proposal becomes eligible at once and goes to the evaluators next."),
            _("The checklist can no longer change."),
        ]
    return [
        _("A second person, who took no part in this check, looks at it and confirms or returns."),
        _("Until then the proposal's state stays as it is."),
    ]


@blueprint.route("/screening/<call_ref>/<ref>/confirm", methods=["GET", "POST"])
@requires(Permission.SCREENING_WORK)
def confirm(call_ref: str, ref: str) -> Answer:
    """The second person sees everything once more, and the mail as it will read."""
    case = load(call_ref, ref)
    url = here(case)
    form = ConfirmForm()
    if form.validate_on_submit():
        pressed(
            form,
            lambda: service.confirm(current_actor(), ref, **_given(form)),
            _("Confirmed. The city was told why, and how to object."),
        )
        return redirect(url)
    if not _waits_for(case):
        flash(_("No outcome waits for your confirmation."), "info")
        return redirect(url)
    form.version.data = case.started.version
    return _confirm_page(case, form, SendBackForm(formdata=None))


@blueprint.post("/screening/<call_ref>/<ref>/send-back")
@requires(Permission.SCREENING_WORK)
def send_back(call_ref: str, ref: str) -> Answer:
    case = load(call_ref, ref)
    url = here(case)
    form = SendBackForm()
    if form.validate_on_submit():
        words, given = form.words.data or "", _given(form)
        if done(form, lambda: service.send_back(current_actor(), ref, words, **given)):
            flash(_("Sent back to the first officer. The city was told nothing."), "ok")
            return redirect(url)
        case = load(call_ref, ref)
    if not _waits_for(case):
        flash(_("No outcome waits for your confirmation."), "info")
        return redirect(here(case))
    act = ConfirmForm(formdata=None)
    act.version.data = case.started.version
    return _confirm_page(case, act, form), 422


def _given(form: VersionedForm) -> dict[str, Any]:
    """The version a form was read at, and its operation."""
    return {"version": form.version.data, "operation": form.operation.data}


def _waits_for(case: Case) -> bool:
    """Does a refusal wait for this very person?"""
    screening = case.started
    return (
        screening.finding is Finding.INELIGIBLE
        and screening.confirmed_at is None
        and may_confirm(case.actor.person_id, queries.checkers_of(screening))
    )


def _confirm_page(case: Case, form: ConfirmForm, back_form: SendBackForm) -> str:
    screening = case.started
    reasons = refusal_reasons(case.call, queries.checks_of(screening))
    words = refusal_words(case, screening, reasons)
    if back_form.version.data is None:
        back_form.version.data = screening.version
    return render_template(
        "screening/confirm.html",
        form=back_form,
        act_form=form,
        case=case,
        screening=screening,
        found_by=names([screening.found_by_id]).get(screening.found_by_id or 0, ""),
        reasons=reasons,
        happens=[
            _("The proposal becomes not eligible and takes no further part in this call."),
            _("The city may object until %(until)s.", until=instant(words["until"])),
        ],
        told=[
            _("Everybody in the team, with the reasons and how to object"),
            _("Every sponsor who confirmed"),
        ],
        letter=_letter(case, words),
        to=_("Everybody in the team"),
        back_url=here(case),
        crumbs=crumbs(case, _("Confirm")),
    )


def _letter(case: Case, words: dict[str, Any]) -> Letter | None:
    """The team's mail, as the first of them will read it."""
    team = team_addressees(case.proposal)
    if not team:
        return None
    params: dict[str, Any] = {
        "title": case.proposal.title,
        "ref": case.proposal.ref,
        "state": msg(APPLICANT_WORDS[ProposalStatus.INELIGIBLE]),
        "at": case.started.found_at,
        "link": Link("proposals.tasks", {"ref": case.proposal.ref}),
        **words,
    }
    return compose("proposal_find_ineligible_team", params, team[0].language)
