"""Results: prepare the letters, read every one, release them; and the letter of a proposal."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.board import queries
from grants.board.forms import PressForm, VersionedPressForm
from grants.board.models import Letter
from grants.board.queries.letters import LetterRow
from grants.board.rules import words
from grants.board.service import release as service
from grants.board.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.i18n import LANGUAGES, chosen_text, gettext as _, ngettext
from grants.core.messages import Link
from grants.core.packing import unpack
from grants.mail.letter import Letter as Written, compose
from grants.permissions import Permission
from grants.proposals.queries.full import full_of


@blueprint.get("/board/release/<call_ref>")
@requires(Permission.RELEASE_PREPARE)
def release(call_ref: str) -> str:
    actor = current_actor()
    found = queries.release_file(actor, call_ref)
    people = [r.prepared_by_id for r in found.released] + [r.released_by_id for r in found.released]
    if found.prepared is not None:
        people.append(found.prepared.prepared_by_id)
    counts = {
        outcome: sum(1 for letter in found.letters if letter.outcome is outcome)
        for outcome in words.OUTCOMES
    }
    return render_template(
        "board/release.html",
        file=found,
        call=found.call,
        call_title=chosen_text(found.call.title),
        letters=[(row, _written(row)) for row in found.letters],
        counts=[(_(words.OUTCOMES[o][0]), words.OUTCOMES[o][1], n) for o, n in counts.items()],
        words=words,
        language_names=LANGUAGES,
        names=names(people),
        is_preparer=found.prepared is not None and found.prepared.prepared_by_id == actor.person_id,
        press=PressForm(),
        confirming=VersionedPressForm(version=found.prepared.version if found.prepared else 0),
        crumbs=[
            (_("Meetings"), url_for("board.index")),
            (_("Results of %(call)s", call=found.call.ref), None),
        ],
    )


def _written(row: LetterRow) -> Written:
    link = Link("board.letter", {"ref": row.proposal_ref})
    return compose(
        service.mail_kind(row.outcome), {**unpack(row.params), "link": link}, row.language
    )


@blueprint.post("/board/release/<call_ref>/prepare")
@requires(Permission.RELEASE_PREPARE)
def prepare_release(call_ref: str) -> Response:
    form = PressForm()
    pressed(
        form,
        lambda: service.prepare_release(current_actor(), call_ref, operation=form.operation.data),
        _("The letters are ready to be read. Another lead releases them."),
    )
    return redirect(url_for("board.release", call_ref=call_ref))


@blueprint.post("/board/release/<call_ref>/send")
@requires(Permission.RELEASE_CONFIRM)
def send_release(call_ref: str) -> Response:
    form = VersionedPressForm()
    told: list[int] = []
    if pressed(
        form,
        lambda: told.append(
            service.release(
                current_actor(), call_ref, form.version.data or 0, operation=form.operation.data
            )
        ),
        _("The results are released."),
    ):
        n = sum(told)
        flash(ngettext("%(num)s applicant is told.", "%(num)s applicants are told.", n), "ok")
    return redirect(url_for("board.release", call_ref=call_ref))


@blueprint.get("/proposals/<ref>/letter")
@requires(Permission.PROPOSAL_READ)
def letter(ref: str) -> str:
    """The result as it was sent, in the proposal's language."""
    found, row = queries.letter_of(current_actor(), ref)
    return render_template(
        "board/letter.html",
        proposal=found.proposal,
        letter=_sent(row, found.proposal.language, ref),
        language=found.proposal.language,
        full=full_of(found.proposal.id, found.actor.person_id) if found.role is not None else None,
        zone=found.call.zone,
        crumbs=[
            (_("My proposals"), url_for("proposals.index")),
            (found.proposal.title, url_for("proposals.tasks", ref=ref)),
            (_("Result"), None),
        ]
        if found.role is not None
        else [(_("Result"), None)],
    )


def _sent(row: Letter, language: str, ref: str) -> Written:
    link = Link("board.letter", {"ref": ref})
    return compose(service.mail_kind(row.outcome), {**unpack(row.params), "link": link}, language)
