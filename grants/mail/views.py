"""The outbox: what was sent, what failed, and one mail as it reads."""

from contextlib import suppress

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.errors import Repeated
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.core.paging import address
from grants.mail import queries, service
from grants.mail.letter import write_letter
from grants.mail.rules import STATE_NAMES, MailState, state_of
from grants.permissions import Permission

blueprint = Blueprint("mail", __name__)


@blueprint.get("/mail/")
@requires(Permission.MAIL_READ)
def outbox() -> str:
    actor = current_actor()
    asked = {name: request.args.get(name, "").strip()[:200] for name in ("q", "state")}
    key = request.args.get("before", "")
    rows, further = queries.outbox_page(
        actor,
        text=asked["q"],
        state=MailState(asked["state"]) if asked["state"] in list(MailState) else None,
        before=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else None,
    )
    return render_template(
        "mail/outbox.html",
        rows=rows,
        counts=queries.counts(actor),
        next_url=address(before=further) if further else None,
        first_url=address(before=None) if key else None,
        asked=asked,
        state_names={state: _(name) for state, name in STATE_NAMES.items()},
        form=Form(),
        may_manage=actor.may(Permission.MAIL_MANAGE),
    )


@blueprint.get("/mail/<ref>")
@requires(Permission.MAIL_READ)
def letter(ref: str) -> str:
    actor = current_actor()
    mail = queries.mail_by_ref(actor, ref)
    state = state_of(mail.sent_at, mail.failed_at, mail.attempts)
    return render_template(
        "mail/letter.html",
        mail=mail,
        # A personal link in the wrong hands opens an account: nobody reads it here.
        letter=write_letter(mail, hide_secrets=not current_app.config["DEMO"]),
        sender=current_app.config["MAIL_FROM"],
        state=state,
        state_name=_(STATE_NAMES[state]),
        form=Form(),
        may_manage=actor.may(Permission.MAIL_MANAGE),
    )


@blueprint.post("/mail/<ref>/retry")
@requires(Permission.MAIL_MANAGE)
def retry(ref: str) -> Response:
    actor = current_actor()
    form = Form()
    with suppress(Repeated):  # a refusal has a page of its own: the button has no fields
        service.retry(actor, queries.mail_by_ref(actor, ref), operation=form.operation.data)
    flash(_("The mail is sent again within a minute."), "ok")
    return redirect(url_for("mail.letter", ref=ref))
