"""One's own details, sessions and password."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.forms.me import ChangePasswordForm, DetailsForm, EndSessionForm
from grants.accounts.models import Person
from grants.accounts.queries import roles_of, sessions_of
from grants.accounts.queries.directory import own_details
from grants.accounts.rules.roles import ROLE_NAMES, ROLE_STATE_NAMES, Span, last_day, role_state
from grants.accounts.service import own, session as sessions
from grants.accounts.views import blueprint
from grants.accounts.views.answers import Answer, shown
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done, tried
from grants.core.errors import Conflict, DomainError, Refused, TooMany
from grants.core.forms import Form, labelled
from grants.core.i18n import gettext as _
from grants.permissions import Permission


def _page(*, details: DetailsForm, password: ChangePasswordForm, beside: Form | None = None) -> str:
    actor = current_actor()
    assert actor.person_id is not None  # noqa: S101  (the permission needs a person)
    now = clock.now()
    roles = [
        {
            "name": _(ROLE_NAMES[row.role]),
            "state": _(ROLE_STATE_NAMES[role_state(Span(row.starts_at, row.ends_at), now)]),
            "starts_at": row.starts_at,
            "last_day": last_day(row.ends_at),
        }
        for row in roles_of(actor.person_id)
    ]
    return render_template(
        "accounts/me.html",
        form=beside or details,
        details=details,
        password=password,
        end=EndSessionForm(),
        sessions=sessions_of(actor.person_id),
        roles=roles,
    )


def _details(person: Person, **kwargs: Any) -> DetailsForm:
    return DetailsForm(
        name=person.name,
        language=person.language,
        timezone=person.timezone,
        version=person.version,
        **kwargs,
    )


@blueprint.route("/me/", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def me() -> str | Response | Answer:
    actor = current_actor()
    form = _details(own_details(actor))

    def act() -> None:
        try:
            own.change_details(
                actor,
                name=form.name.data,
                language=form.language.data,
                timezone=form.timezone.data,
                version=form.version.data,
                operation=form.operation.data,
            )
        except Conflict as conflict:
            raise labelled(form, conflict) from conflict

    if form.validate_on_submit() and done(form, act):
        flash(_("Your details are saved."), "ok")
        return redirect(url_for("accounts.me"))
    return shown(_page(details=form, password=ChangePasswordForm(formdata=None)))


@blueprint.post("/me/password")
@requires(Permission.ACCOUNT_OWN)
def change_password() -> str | Response | Answer:
    actor = current_actor()
    form = ChangePasswordForm()
    error: DomainError | None = None

    def act() -> None:
        own.change_password(
            actor,
            present=form.present.data,
            password=form.password.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit():
        error = tried(form, act, Refused, TooMany)
        if error is None:
            flash(_("Your password is changed. All other sessions have ended."), "ok")
            return redirect(url_for("accounts.me"))
    details = _details(own_details(actor), formdata=None)
    return shown(_page(details=details, password=form, beside=form), error)


@blueprint.post("/me/sessions/<ref>/end")
@requires(Permission.ACCOUNT_OWN)
def end_session(ref: str) -> Response:
    sessions.end_own_session(current_actor(), ref)
    flash(_("The session has ended."), "ok")
    return redirect(url_for("accounts.me"))
