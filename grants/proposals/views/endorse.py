"""The sponsor's page behind a personal link, and the list of one's own requests."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done, tried
from grants.core.errors import Conflict, Refused
from grants.core.i18n import gettext as _
from grants.files.rules import MAX_BYTES, MAX_IMAGE_BYTES
from grants.files.service import Received, receive_at
from grants.permissions import Permission
from grants.proposals.forms.endorse import (
    REASON_WORDS_MOST,
    ROLE_WORDS_MOST,
    ConfirmForm,
    DeclineForm,
)
from grants.proposals.models import EndorsementStatus
from grants.proposals.queries import endorsement as queries
from grants.proposals.queries.content import extension_until
from grants.proposals.queries.submission import present
from grants.proposals.queries.team import emails_in_team
from grants.proposals.rules.deadline import accepts, deadline_of
from grants.proposals.rules.endorsement import (
    OPEN_STATES,
    STATUS_WORDS,
    check_not_teammate,
    check_open,
    check_unanswered,
)
from grants.proposals.service import endorse as service
from grants.proposals.views import blueprint

Answer = str | Response | tuple[str, int]


@blueprint.get("/endorsements/")
@requires(Permission.ENDORSEMENTS_OWN)
def endorsements() -> str:
    """What was asked of the reader."""
    rows = queries.own_requests(current_actor())
    return render_template(
        "proposals/endorsements.html",
        waiting=[r for r in rows if r.status is EndorsementStatus.ASKED],
        answered=[r for r in rows if r.status is not EndorsementStatus.ASKED],
        words={status: _(words) for status, words in STATUS_WORDS.items()},
    )


@blueprint.get("/endorse/<token>")
@requires(Permission.ENDORSE)
def endorse(token: str) -> Answer:
    page = queries.by_token(current_actor(), token)
    service.note_read(page)
    return _page(token, page, ConfirmForm(), DeclineForm())


@blueprint.post("/endorse/<token>/confirm")
@requires(Permission.ENDORSE)
def confirm_endorsement(token: str) -> Answer:
    form, status = ConfirmForm(), 422

    def act() -> None:
        service.confirm(
            current_actor(),
            token,
            read_sha256=form.read_sha256.data or "",
            position=form.position.data,
            role=form.role.data,
            received_at=g.received_at,
            letter=_letter(form),
            letter_name=form.letter.data.filename if form.letter.data else "",
            operation=form.operation.data,
        )

    if form.validate():
        error = tried(form, act, Conflict, Refused)
        if error is None:
            flash(_("Thank you: your endorsement is confirmed. The team is told."), "ok")
            return _back(token)
        status = error.status
    form.renew_operation()
    page = queries.by_token(current_actor(), token)
    return _page(token, page, form, DeclineForm(formdata=None)), status


@blueprint.post("/endorse/<token>/decline")
@requires(Permission.ENDORSE)
def decline_endorsement(token: str) -> Answer:
    form = DeclineForm()

    def act() -> None:
        service.decline(
            current_actor(),
            token,
            reason=form.reason.data,
            received_at=g.received_at,
            operation=form.operation.data,
        )

    if form.validate() and done(form, act):
        flash(_("Your answer was kept. The team is told."), "ok")
        return _back(token)
    form.renew_operation()
    page = queries.by_token(current_actor(), token)
    return _page(token, page, ConfirmForm(formdata=None), form), 422


def _letter(form: ConfirmForm) -> Received | None:
    """Taken in and checked before the first query that writes."""
    upload = form.letter.data
    if not upload or not upload.filename:
        return None
    return receive_at("letter", upload.stream)


def _page(token: str, page: queries.SponsorsPage, form: ConfirmForm, decline: DeclineForm) -> str:
    """The proposal with the two forms, or what was answered, or why it can no longer be."""
    row, proposal, call = page.endorsement, page.proposal, page.call
    until = extension_until(proposal.id)
    if row.status is not EndorsementStatus.ASKED:
        return render_template("proposals/endorsed.html", page=page, row=row)
    in_time = accepts(call, until, g.received_at)
    closed = _why_closed(page, in_time)
    now = present(proposal, call)
    form.read_sha256.data = now.sha256
    return render_template(
        "proposals/endorse.html",
        page=page,
        row=row,
        proposal=proposal,
        call=call,
        form=decline if decline.errors else form,
        confirming=form,
        declining=decline,
        token=token,
        closed=closed,
        is_late=not in_time and proposal.status in OPEN_STATES,
        now=g.received_at,
        deadline=deadline_of(call, until),
        sections=() if closed else now.sections(),
        role_words=ROLE_WORDS_MOST,
        reason_words=REASON_WORDS_MOST,
        max_bytes=MAX_BYTES,
        max_image_bytes=MAX_IMAGE_BYTES,
    )


def _why_closed(page: queries.SponsorsPage, in_time: bool) -> str | None:
    """The sentence of the rule that forbids answering, or None."""
    try:
        check_unanswered(page.endorsement.status)
        check_open(page.proposal.status, in_time=in_time)
        check_not_teammate(page.endorsement.email, emails_in_team(page.proposal.id))
    except Refused as error:
        return i18n.render(error.message)
    return None


def _back(token: str) -> Response:
    return redirect(url_for("proposals.endorse", token=token), 303)
