"""Pages behind mailed links. Opening one changes nothing: mail scanners open links too."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.forms.entry import NewAccountForm, PasswordForm
from grants.accounts.models import TokenPurpose
from grants.accounts.queries.links import link_holder
from grants.accounts.rules import local_target
from grants.accounts.service import entry as service
from grants.accounts.views import blueprint
from grants.accounts.views.answers import Answer, device, shown
from grants.accounts.views.session import enter
from grants.core.access import requires
from grants.core.acts import done
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.permissions import Permission


def link_is_over(again: str) -> Answer:
    """The page for a link that was used, is too old, or never was; `again` asks for a new one."""
    return render_template("accounts/link_over.html", again=again), 404


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def confirm(token: str) -> str | Response | Answer:
    try:
        holder = link_holder(token, TokenPurpose.CONFIRM_EMAIL)
    except NotFound:
        return link_is_over(url_for("accounts.confirm_again"))
    form = NewAccountForm(name=holder.name)

    def act() -> None:
        name, password = form.name.data, form.password.data
        enter(service.confirm(token, name=name, password=password, device=device()))

    try:
        if form.validate_on_submit() and done(form, act):
            flash(_("Your address is confirmed and you are signed in."), "ok")
            return redirect(local_target(request.args.get("next")))
    except NotFound:
        return link_is_over(url_for("accounts.confirm_again"))
    return shown(render_template("accounts/confirm.html", form=form, email=holder.email))


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def reset(token: str) -> str | Response | Answer:
    try:
        holder = link_holder(token, TokenPurpose.RESET_PASSWORD)
    except NotFound:
        return link_is_over(url_for("accounts.forgot"))
    form = PasswordForm()
    try:
        if form.validate_on_submit() and done(
            form, lambda: service.reset(token, password=form.password.data)
        ):
            flash(_("Your password is changed. Sign in with the new one."), "ok")
            return redirect(url_for("accounts.sign_in"))
    except NotFound:
        return link_is_over(url_for("accounts.forgot"))
    return shown(render_template("accounts/reset.html", form=form, email=holder.email))
