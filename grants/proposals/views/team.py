"""The team of a proposal: who is in it, inviting, changing, leaving, joining."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import person_by_email
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.proposals.forms.team import InviteForm, PressForm, RoleForm
from grants.proposals.models import TeamRole
from grants.proposals.queries import team as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.team import ROLE_HINTS, ROLE_WORDS
from grants.proposals.service import team as service
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of

Answer = str | Response | tuple[str, int]


@blueprint.get("/proposals/<ref>/team")
@requires(Permission.PROPOSAL_READ)
def team(ref: str) -> Answer:
    return _team_page(find(current_actor(), ref), InviteForm())


@blueprint.post("/proposals/<ref>/team")
@requires(Permission.PROPOSAL_TEAM)
def invite(ref: str) -> Answer:
    form = InviteForm()
    if form.validate():
        email = form.email.data
        given = {"role": form.chosen_role(), "operation": form.operation.data}
        if done(form, lambda: service.invite(current_actor(), ref, email=email, **given)):
            flash(_("An invitation went to %(email)s.", email=email), "ok")
            return _back(ref)
    form.renew_operation()
    return _team_page(find(current_actor(), ref, Permission.PROPOSAL_TEAM), form), 422


@blueprint.post("/proposals/<ref>/team/invitations/<invitation>/withdraw")
@requires(Permission.PROPOSAL_TEAM)
def withdraw_invitation(ref: str, invitation: str) -> Answer:
    pressed(
        PressForm(),
        lambda: service.withdraw_invitation(current_actor(), ref, invitation),
        _("The invitation was withdrawn; its link no longer works."),
    )
    return _back(ref)


@blueprint.route("/proposals/<ref>/team/<person>/role", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_TEAM)
def change_role(ref: str, person: str) -> Answer:
    form = RoleForm()
    if request.method == "POST" and form.validate():
        role = form.chosen_role()
        if done(form, lambda: service.change_role(current_actor(), ref, person, role)):
            flash(_("The role was changed. It counts from now."), "ok")
            return _back(ref)
    found, mate = _mate(ref, person)
    if request.method == "GET" and mate.role is not TeamRole.LEAD:
        form.role.data = mate.role.value
    return render_template(
        "proposals/team_role.html",
        found=found,
        mate=mate,
        form=form,
        hints={role.value: _(words) for role, words in ROLE_HINTS.items()},
        crumbs=crumbs_of(found, _("Change a role")),
    ), 422 if form.errors else 200


@blueprint.route("/proposals/<ref>/team/<person>/hand-over", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_TEAM)
def hand_over(ref: str, person: str) -> Answer:
    if request.method == "POST" and PressForm().validate():
        service.hand_over(current_actor(), ref, person)
        flash(_("The lead was handed over. You are an editor now."), "ok")
        return _back(ref)
    found, mate = _mate(ref, person)
    return _confirm_page(
        found,
        title=_("Hand the lead over"),
        happens=[
            _("%(name)s becomes the lead of this proposal.", name=mate.name),
            _("You become an editor: you can write, but no longer submit or manage the team."),
            _("Only %(name)s can hand the lead back to you.", name=mate.name),
        ],
        told=[f"{mate.name} ({mate.email})"],
        button=_("Hand the lead over"),
    )


@blueprint.route("/proposals/<ref>/team/<person>/remove", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_TEAM)
def remove(ref: str, person: str) -> Answer:
    if request.method == "POST":
        pressed(
            PressForm(),
            lambda: service.remove(current_actor(), ref, person),
            _("The person was removed and can no longer open the proposal."),
        )
        return _back(ref)
    found, mate = _mate(ref, person)
    return _confirm_page(
        found,
        title=_("Remove somebody from the team"),
        happens=[
            _("%(name)s can no longer open this proposal, from this moment.", name=mate.name),
            _("What %(name)s wrote stays.", name=mate.name),
            _("You can invite %(name)s again.", name=mate.name),
        ],
        told=[f"{mate.name} ({mate.email})"],
        button=_("Remove from the team"),
    )


@blueprint.route("/proposals/<ref>/team/leave", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_READ)
def leave(ref: str) -> Answer:
    if request.method == "POST":
        form, words = PressForm(), _("You left the team.")
        if pressed(form, lambda: service.leave(current_actor(), ref), words):
            return redirect(url_for("proposals.index"), 303)
        return _back(ref)
    found = find(current_actor(), ref)
    return _confirm_page(
        found,
        title=_("Leave the team"),
        happens=[
            _("You can no longer open this proposal, from this moment."),
            _("What you wrote stays."),
            _("Only a new invitation by the lead brings you back."),
        ],
        told=[_("The lead of the proposal")],
        button=_("Leave the team"),
    )


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_JOIN)
def join(token: str) -> Answer:
    actor, form = current_actor(), PressForm()
    page = queries.invitation_by_token(token, actor)
    is_sent = request.method == "POST" and form.validate() and actor.is_signed_in
    if is_sent and done(form, lambda: service.join(actor, token)):
        flash(_("Welcome: you are in the team now."), "ok")
        return redirect(url_for("proposals.tasks", ref=page.proposal_ref), 303)
    is_mine = actor.is_signed_in and actor.email == page.email
    return render_template(
        "proposals/join.html",
        page=page,
        form=form,
        role=_(ROLE_WORDS[page.role]),
        hint=_(ROLE_HINTS[page.role]),
        is_mine=is_mine,
        proposal_url=url_for("proposals.tasks", ref=page.proposal_ref)
        if page.accepted_at and queries.is_teammate(page.proposal_id, actor.person_id)
        else None,
        has_account=is_mine or person_by_email(page.email) is not None,
        here=url_for("proposals.join", token=token),
    ), 422 if form.form_errors else 200


def _team_page(found: Access, form: InviteForm) -> str:
    return render_template(
        "proposals/team.html",
        found=found,
        name=name_of(found),
        form=form,
        press=PressForm(),
        team=queries.team_of(found),
        invitations=queries.invitations_of(found),
        words={role: _(word) for role, word in ROLE_WORDS.items()},
        hints={role.value: _(words) for role, words in ROLE_HINTS.items()},
        may_manage=found.may(Permission.PROPOSAL_TEAM),
        me=found.actor.person_id,
        crumbs=crumbs_of(found, _("Team")),
    )


def _confirm_page(
    found: Access, *, title: str, happens: list[str], told: list[str], button: str
) -> str:
    return render_template(
        "proposals/team_confirm.html",
        found=found,
        title=title,
        happens=happens,
        told=told,
        button=button,
        form=PressForm(),
        crumbs=crumbs_of(found, title),
    )


def _mate(ref: str, person: str) -> tuple[Access, queries.Teammate]:
    found = find(current_actor(), ref, Permission.PROPOSAL_TEAM)
    return found, queries.shown_teammate(found, person)


def _back(ref: str) -> Response:
    return redirect(url_for("proposals.team", ref=ref), 303)
