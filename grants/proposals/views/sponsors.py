"""The team asks sponsors, and sees what they answered."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import members
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.proposals.forms.endorse import AskForm
from grants.proposals.forms.team import PressForm
from grants.proposals.models import EndorsementStatus
from grants.proposals.queries import endorsement as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import extension_until
from grants.proposals.queries.submission import present
from grants.proposals.rules.deadline import deadline_of, is_editable
from grants.proposals.rules.endorsement import (
    STANDING,
    STATE_TONES,
    STATE_WORDS,
    SponsorState,
    how_many_count,
    state_of,
)
from grants.proposals.service import sponsors as service
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of

Answer = str | Response | tuple[str, int]


@blueprint.get("/proposals/<ref>/sponsors")
@requires(Permission.PROPOSAL_READ)
def sponsors(ref: str) -> Answer:
    return _page(find(current_actor(), ref), AskForm(members=members()))


@blueprint.post("/proposals/<ref>/sponsors")
@requires(Permission.PROPOSAL_EDIT)
def ask_sponsor(ref: str) -> Answer:
    form = AskForm(members=members())

    def act() -> None:
        service.ask(
            current_actor(),
            ref,
            organisation_id=int(form.organisation.data),
            representative=form.representative.data,
            email=form.email.data,
            received_at=g.received_at,
            operation=form.operation.data,
        )

    if form.validate() and done(form, act):
        flash(_("The request went to %(email)s.", email=form.email.data), "ok")
        return _back(ref)
    form.renew_operation()
    return _page(find(current_actor(), ref, Permission.PROPOSAL_EDIT), form), 422


@blueprint.post("/proposals/<ref>/sponsors/<request_ref>/remind")
@requires(Permission.PROPOSAL_EDIT)
def remind_sponsor(ref: str, request_ref: str) -> Answer:
    pressed(
        PressForm(),
        lambda: service.remind(current_actor(), ref, request_ref, received_at=g.received_at),
        _("A reminder is on its way."),
    )
    return _back(ref)


@blueprint.post("/proposals/<ref>/sponsors/<request_ref>/renew")
@requires(Permission.PROPOSAL_EDIT)
def renew_sponsor(ref: str, request_ref: str) -> Answer:
    pressed(
        PressForm(),
        lambda: service.renew(current_actor(), ref, request_ref, received_at=g.received_at),
        _("The sponsor is asked to confirm the proposal as it reads now."),
    )
    return _back(ref)


@blueprint.route("/proposals/<ref>/sponsors/<request_ref>/withdraw", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_EDIT)
def withdraw_sponsor(ref: str, request_ref: str) -> Answer:
    if request.method == "POST":
        pressed(
            PressForm(),
            lambda: service.withdraw_request(
                current_actor(), ref, request_ref, received_at=g.received_at
            ),
            _("The request was withdrawn."),
        )
        return _back(ref)
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT)
    row = queries.request(found, request_ref)
    confirmed = row.status is EndorsementStatus.CONFIRMED
    happens = [_("The personal link no longer lets %(name)s answer.", name=row.representative)]
    if confirmed:
        happens.append(_("The endorsement that was confirmed no longer counts."))
    return render_template(
        "proposals/sponsor_withdraw.html",
        found=found,
        row=row,
        form=PressForm(),
        happens=happens,
        told=[f"{row.representative} ({row.email})"] if confirmed else [],
        crumbs=crumbs_of(found, _("Withdraw a request")),
    )


def _page(found: Access, form: AskForm) -> str:
    proposal, call = found.proposal, found.call
    if proposal.is_full:  # the sponsors of its concept note stand behind it
        raise NotFound
    now_sha256 = present(proposal, call).sha256
    rows = queries.sponsors_of(found)
    until = extension_until(proposal.id)
    return render_template(
        "proposals/sponsors.html",
        found=found,
        name=name_of(found),
        call=call,
        form=form,
        press=PressForm(),
        cards=[_card(row, now_sha256, call.reconfirm_endorsement) for row in rows],
        count=how_many_count(rows, now_sha256, reconfirm=call.reconfirm_endorsement),
        deadline=deadline_of(call, until),
        may_ask=found.may(Permission.PROPOSAL_EDIT)
        and is_editable(proposal.status, call, until, g.received_at),
        after_submission=proposal.submitted_version is not None,
        crumbs=crumbs_of(found, _("Sponsors")),
    )


def _card(row: queries.SponsorRow, now_sha256: str, reconfirm: bool) -> dict[str, Any]:
    state = state_of(row, now_sha256)
    return {
        "row": row,
        "state": _(STATE_WORDS[state]),
        "tone": STATE_TONES[state],
        "changed": state is SponsorState.CHANGED,
        "waits": row.status is EndorsementStatus.ASKED,
        "stands": row.status in STANDING,
        "must_renew": state is SponsorState.CHANGED and reconfirm,
    }


def _back(ref: str) -> Response:
    return redirect(url_for("proposals.sponsors", ref=ref), 303)
