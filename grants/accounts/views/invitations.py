"""Accepting an invitation: with a new account, or as the signed-in owner of the address."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.forms.entry import AcceptForm, NewAccountForm
from grants.accounts.queries.links import Offer, offer_behind
from grants.accounts.rules.roles import ROLE_NAMES
from grants.accounts.service.people import accept
from grants.accounts.views import blueprint
from grants.accounts.views.answers import Answer, device, shown
from grants.accounts.views.links import link_is_over
from grants.accounts.views.session import enter
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ENTER)
def accept_invitation(token: str) -> str | Response | Answer:
    try:
        offer = offer_behind(token)
    except NotFound:
        return link_is_over("")
    actor = current_actor()
    new = offer.person_id is None and not actor.is_signed_in
    form = NewAccountForm(name=offer.name) if new else AcceptForm()

    def act() -> None:
        name, password = (form.name.data, form.password.data) if new else ("", "")
        secret = accept(token, actor=actor, name=name, password=password, device=device())
        if secret is not None:
            enter(secret)

    try:
        if form.validate_on_submit() and done(form, act):
            flash(_("You have accepted the invitation."), "ok")
            return redirect("/")
    except NotFound:
        return link_is_over("")
    return shown(_page(offer, form, token))


def _page(offer: Offer, form: NewAccountForm | AcceptForm, token: str) -> str:
    actor = current_actor()
    here = url_for("accounts.accept_invitation", token=token)
    if not actor.is_signed_in:
        way = "new" if offer.person_id is None else "sign_in"
    else:
        way = "accept" if actor.person_id == offer.person_id else "other"
    return render_template(
        "accounts/accept_invitation.html",
        offer=offer,
        role=_(ROLE_NAMES[offer.role]),
        way=way,
        here=here,
        form=form,
    )
