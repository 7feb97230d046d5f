"""Visitors come in: register, sign in and out, ask for a mail, choose a language."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from grants.accounts.forms.entry import EmailForm, RegisterForm, SignInForm
from grants.accounts.rules import local_target
from grants.accounts.service import entry as service, own
from grants.accounts.views import blueprint
from grants.accounts.views.answers import Answer, device, shown, source
from grants.accounts.views.session import enter, leave
from grants.core.access import current_actor, requires
from grants.core.acts import tried
from grants.core.errors import DomainError, NotFound, Refused, TooMany
from grants.core.i18n import LANGUAGES, choose_language, gettext as _
from grants.permissions import Permission

YEAR = 365 * 24 * 3600


def _target() -> str:
    return local_target(request.args.get("next"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def sign_in() -> str | Response | Answer:
    target = _target()
    if current_actor().is_signed_in and request.method == "GET":
        return redirect(target)
    form = SignInForm()
    error: DomainError | None = None

    def act() -> None:
        email, password = form.email.data, form.password.data
        enter(service.sign_in(email=email, password=password, source=source(), device=device()))

    if form.validate_on_submit():
        error = tried(form, act, Refused, TooMany)
        if error is None:
            return redirect(target)
    return shown(render_template("accounts/sign_in.html", form=form, target=target), error)


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_ENTER)
def sign_out() -> Response:
    leave()
    flash(_("You are signed out."), "ok")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/register", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def register() -> str | Response | Answer:
    target = _target()
    if current_actor().is_signed_in and request.method == "GET":
        return redirect(target)
    form = RegisterForm()
    error: DomainError | None = None

    def act() -> None:
        service.register(
            email=form.email.data,
            name=form.name.data,
            language=choose_language(),
            source=source(),
            operation=form.operation.data,
            target=target,
        )

    if form.validate_on_submit():
        error = tried(form, act, Refused, TooMany)
        if error is None:
            return _mail_is_on_its_way(form.email.data)
    return shown(render_template("accounts/register.html", form=form, target=target), error)


@blueprint.route("/confirm-again", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def confirm_again() -> str | Response | Answer:
    return _ask_for_mail("accounts/confirm_again.html", "confirm")


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def forgot() -> str | Response | Answer:
    return _ask_for_mail("accounts/forgot.html", "forgot")


def _ask_for_mail(template: str, what: str) -> str | Response | Answer:
    form = EmailForm()
    error: DomainError | None = None

    def act() -> None:
        values = {
            "email": form.email.data,
            "language": choose_language(),
            "source": source(),
            "operation": form.operation.data,
        }
        if what == "confirm":
            service.confirm_again(**values, target=_target())
        else:
            service.forgot(**values)

    if form.validate_on_submit():
        error = tried(form, act, Refused, TooMany)
        if error is None:
            return _mail_is_on_its_way(form.email.data)
    return shown(render_template(template, form=form), error)


def _mail_is_on_its_way(address: str) -> Response:
    session["mailed_to"] = address
    return redirect(url_for("accounts.mail_sent"))


@blueprint.get("/check-your-mail")
@requires(Permission.ACCOUNT_ENTER)
def mail_sent() -> str:
    return render_template("accounts/mail_sent.html", address=session.get("mailed_to", ""))


@blueprint.get("/language/<code>")
@requires(Permission.ACCOUNT_ENTER)
def language(code: str) -> Response:
    if code not in LANGUAGES:
        raise NotFound
    actor = current_actor()
    if actor.is_signed_in:
        own.choose_language(actor, code)
    answer = redirect(_target())
    answer.set_cookie(
        "language",
        code,
        max_age=YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
