"""People and the roles they hold, for the administrator and the auditor."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts import queries
from grants.accounts.forms.people import (
    ButtonForm,
    EndRoleForm,
    GiveRoleForm,
    InviteForm,
    ReasonForm,
)
from grants.accounts.models import Role
from grants.accounts.rules.roles import (
    ROLE_NAMES,
    ROLE_STATE_NAMES,
    RoleState,
    Span,
    day_begins,
    day_is_over,
    last_day,
    role_state,
)
from grants.accounts.service import people as service
from grants.accounts.views import blueprint
from grants.accounts.views.answers import Answer, shown
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import NotFound, Repeated
from grants.core.i18n import gettext as _
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission

PAGE = 50
STATES = ("active", "unconfirmed", "disabled")


@blueprint.get("/people/")
@requires(Permission.PEOPLE_READ)
def people() -> str:
    actor = current_actor()
    asked = {name: request.args.get(name, "").strip()[:200] for name in ("q", "role", "state")}
    role = Role(asked["role"]) if asked["role"] in list(Role) else None
    rows, total = queries.people_page(
        actor,
        text=asked["q"],
        role=role,
        state=asked["state"] if asked["state"] in STATES else "",
        offset=(asked_page() - 1) * PAGE,
        most=PAGE,
    )
    return render_template(
        "accounts/people.html",
        rows=rows,
        page=page_of(total, most=PAGE),
        total=total,
        asked=asked,
        role_names={role: _(name) for role, name in ROLE_NAMES.items()},
        invitations=queries.invitations_waiting(actor),
        withdraw=ButtonForm(),
        may_manage=actor.may(Permission.PEOPLE_MANAGE),
    )


@blueprint.get("/people/<ref>")
@requires(Permission.PEOPLE_READ)
def person(ref: str) -> str:
    return _person_page(ref, GiveRoleForm())


def _person_page(ref: str, form: GiveRoleForm) -> str:
    actor = current_actor()
    file = queries.person_file(actor, ref)
    now = clock.now()
    roles = []
    for row in file.roles:
        state = role_state(Span(row.starts_at, row.ends_at), now)
        roles.append(
            {
                "row": row,
                "name": _(ROLE_NAMES[row.role]),
                "state": _(ROLE_STATE_NAMES[state]),
                "tone": {"standing": "ok", "coming": "info"}.get(state.value, ""),
                "over": state is RoleState.ENDED,
                "last_day": last_day(row.ends_at),
                "end": EndRoleForm(formdata=None, grant=row.id),
            }
        )
    return render_template(
        "accounts/person.html",
        file=file,
        person=file.person,
        roles=roles,
        form=form,
        button_form=ButtonForm(formdata=None),
        may_manage=actor.may(Permission.PEOPLE_MANAGE),
        is_self=actor.person_id == file.person.id,
    )


@blueprint.post("/people/<ref>/roles")
@requires(Permission.PEOPLE_MANAGE)
def give_role(ref: str) -> str | Response | Answer:
    actor = current_actor()
    form = GiveRoleForm()

    def act() -> None:
        service.grant_role(
            actor,
            queries.person_by_ref(actor, ref),
            Role(form.role.data),
            day_begins(form.starts_on.data) if form.starts_on.data else None,
            day_is_over(form.ends_on.data) if form.ends_on.data else None,
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, act):
        flash(_("The role is given."), "ok")
        return redirect(url_for("accounts.person", ref=ref))
    return shown(_person_page(ref, form))


@blueprint.post("/people/<ref>/roles/end")
@requires(Permission.PEOPLE_MANAGE)
def end_role(ref: str) -> Response:
    actor = current_actor()
    form = EndRoleForm()
    held = {str(row.id): row.id for row in queries.person_file(actor, ref).roles}
    if form.grant.data not in held:
        raise NotFound
    with suppress(Repeated):  # a refusal has a page of its own: the button has no fields
        service.end_role(actor, held[form.grant.data], operation=form.operation.data)
    flash(_("The role has ended."), "ok")
    return redirect(url_for("accounts.person", ref=ref))


@blueprint.route("/people/<ref>/disable", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def disable(ref: str) -> str | Response | Answer:
    actor = current_actor()
    form = ReasonForm()
    who = queries.person_by_ref(actor, ref)
    if form.validate_on_submit():
        given = {"reason": form.reason.data, "operation": form.operation.data}
        if done(form, lambda: service.disable(actor, who, **given)):
            flash(_("The account is disabled."), "ok")
            return redirect(url_for("accounts.person", ref=ref))
    return shown(render_template("accounts/disable.html", person=who, form=form))


@blueprint.post("/people/<ref>/enable")
@requires(Permission.PEOPLE_MANAGE)
def enable(ref: str) -> Response:
    actor = current_actor()
    form = ButtonForm()
    with suppress(Repeated):
        service.enable(actor, queries.person_by_ref(actor, ref), operation=form.operation.data)
    flash(_("The account is open again."), "ok")
    return redirect(url_for("accounts.person", ref=ref))


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def invite() -> str | Response | Answer:
    form = InviteForm()

    def act() -> None:
        service.invite(
            current_actor(),
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            ends_at=day_is_over(form.ends_on.data) if form.ends_on.data else None,
            language=form.language.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, act):
        flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "ok")
        return redirect(url_for("accounts.people"))
    return shown(render_template("accounts/invite.html", form=form))


@blueprint.post("/people/invitations/<ref>/withdraw")
@requires(Permission.PEOPLE_MANAGE)
def withdraw_invitation(ref: str) -> Response:
    form = ButtonForm()
    with suppress(Repeated):
        service.withdraw_invitation(current_actor(), ref, operation=form.operation.data)
    flash(_("The invitation is withdrawn; its link no longer works."), "ok")
    return redirect(url_for("accounts.people"))
