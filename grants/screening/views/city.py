"""What the city reads and answers: a question, the outcome, its objection."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_wtf.file import FileField
from werkzeug.wrappers import Response

from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.db import db
from grants.core.i18n import gettext as _
from grants.core.text import blocks
from grants.files import service as files
from grants.files.rules import MAX_BYTES, MAX_IMAGE_BYTES
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.queries.access import Access
from grants.screening import service
from grants.screening.forms import AnswerForm, AppealForm, answer_form
from grants.screening.models import ClarificationStatus
from grants.screening.queries import outcome as queries
from grants.screening.rules import labels
from grants.screening.rules.clarification import WAITING
from grants.screening.service import Anew, Upload
from grants.screening.views import blueprint

Answer = str | Response | tuple[str, int]
_RUNNING = (ProposalStatus.CLARIFICATION, ProposalStatus.SCREENING)


def _crumbs(access: Access, last: str) -> list[tuple[str, str | None]]:
    proposal = access.proposal
    return [
        (proposal.title or proposal.ref, url_for("proposals.tasks", ref=proposal.ref)),
        (last, None),
    ]


@blueprint.route("/proposals/<ref>/clarification", methods=["GET", "POST"])
@requires(Permission.CLARIFICATION_ANSWER)
def clarification(ref: str) -> Answer:
    """The question, its clock and the answer; a late answer is still taken, and marked late."""
    questions = queries.questions_to(current_actor(), ref)
    form = answer_form(questions.last.opened)()

    def act() -> None:
        service.answer_clarification(
            current_actor(),
            ref,
            form.answer.data or "",
            _upload(form.file),
            anew=[_anew(form, code) for code in form.codes],
            received_at=g.received_at,
            operation=form.operation.data,
        )

    if form.validate_on_submit():
        if done(form, act):
            flash(_("Your answer was sent to the Secretariat."), "ok")
            return redirect(url_for("screening.clarification", ref=ref))
        questions = queries.questions_to(current_actor(), ref)
    page = _question_page(questions, form)
    return (page, 422) if form.is_submitted() else page


def _question_page(questions: queries.Questions, form: AnswerForm) -> str:
    last, access = questions.last, questions.access
    waits = last.status in WAITING and access.proposal.status in _RUNNING
    return render_template(
        "screening/clarification.html",
        form=form,
        questions=questions,
        last=last,
        access=access,
        waits=waits,
        may_answer=waits and access.may(Permission.CLARIFICATION_ANSWER),
        is_late=clock.now() > last.due_at,
        has_ended=last.status is ClarificationStatus.EXPIRED and not waits,
        max_bytes=MAX_BYTES,
        max_image_bytes=MAX_IMAGE_BYTES,
        labels=labels,
        blocks=blocks,
        crumbs=_crumbs(access, _("Question from the Secretariat")),
    )


def _anew(form: AnswerForm, code: str) -> Anew:
    words, file = form.fields_of(code)
    return Anew(code, words.data or "", _upload(file))


def _upload(field: FileField) -> Upload | None:
    """The file, received and checked before anything is locked; Refused when it cannot be taken."""
    sent = request.files.get(field.name)
    if sent is None or not sent.filename:
        return None
    db.session.rollback()  # nobody else waits while a large file is checked
    return Upload(files.receive_at(field.name, sent.stream), sent.filename)


@blueprint.get("/proposals/<ref>/outcome")
@requires(Permission.PROPOSAL_READ)
def outcome(ref: str) -> str:
    """Plain words: which rule, the figures, what would have been right, how to object."""
    found = queries.outcome_of(current_actor(), ref)
    return render_template(
        "screening/outcome.html",
        outcome=found,
        screening=found.screening,
        proposal=found.access.proposal,
        call=found.access.call,
        appeal=found.appeal,
        may_appeal=found.may_appeal(clock.now()),
        is_refused=found.is_ineligible,
        labels=labels,
        blocks=blocks,
        crumbs=_crumbs(found.access, _("Outcome of the eligibility check")),
    )


@blueprint.route("/proposals/<ref>/appeal", methods=["GET", "POST"])
@requires(Permission.APPEAL_MAKE)
def appeal(ref: str) -> Answer:
    """The lead of the team objects once, on one page."""
    found = queries.outcome_of(current_actor(), ref, Permission.APPEAL_MAKE)
    url = url_for("screening.outcome", ref=ref)
    form = AppealForm()

    def act() -> None:
        words, key = form.words.data or "", form.operation.data
        service.appeal(current_actor(), ref, words, received_at=g.received_at, operation=key)

    if form.validate_on_submit():
        if done(form, act):
            flash(_("Your objection was sent. A lead who took no part will decide it."), "ok")
            return redirect(url)
        found = queries.outcome_of(current_actor(), ref, Permission.APPEAL_MAKE)
    elif not form.is_submitted() and not found.may_appeal(clock.now()):
        sent = _("Your objection was sent already; this page says what became of it.")
        closed = _("An objection is not possible now; this page says why.")
        flash(sent if found.appeal else closed, "info")
        return redirect(url)
    page = render_template(
        "screening/appeal.html",
        form=form,
        outcome=found,
        back_url=url,
        crumbs=_crumbs(found.access, _("Object to the outcome")),
    )
    return (page, 422) if form.is_submitted() else page
