"""The rule of the order, chosen before anybody sees what comes out of it."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.acts import tried
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm, RuleForm
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.rule import Ruling, ruling_of
from grants.reviews.rules.ordering import RULE_WORDS
from grants.reviews.service import rule as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, SAID, call_crumbs, lead_tabs, sent

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<call_ref>/ranking/rule", methods=["GET", "POST"])
@requires(Permission.RANKING_FREEZE)
def rule(call_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref, Permission.RANKING_FREEZE)
    ruling = ruling_of(call)
    form = RuleForm(data={"rule": ruling.rule.value if ruling.chosen_at else ""})

    def act() -> None:
        service.choose(
            actor,
            call_ref,
            form.rule.data or "",
            form.reason.data or "",
            operation=form.operation.data,
        )
        flash(_("The rule is chosen. It can be changed until the scores are opened."), "ok")

    status = sent(form, act)
    if status == DONE:
        return redirect(url_for("reviews.ranking", call_ref=call_ref))
    page = render_template(
        "reviews/rule.html",
        form=form,
        call=call,
        ruling=ruling,
        word=_(RULE_WORDS[ruling.rule]),
        crumbs=call_crumbs(call, _("Ranking"), "reviews.ranking"),
    )
    return page, status


@blueprint.post("/calls/<call_ref>/ranking/open")
@requires(Permission.RANKING_FREEZE)
def open_scores(call_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref, Permission.RANKING_FREEZE)
    form = ButtonForm()
    if form.validate_on_submit():
        error = tried(
            form,
            lambda: service.open_scores(actor, call_ref, operation=form.operation.data),
            *SAID,
        )
        if error is None:
            flash(_("The scores are open. The rule of the order stays as it is."), "ok")
            return redirect(url_for("reviews.ranking", call_ref=call_ref))
    return closed_page(actor, call, ruling_of(call), form), 422


def closed_page(actor: Actor, call: Call, ruling: Ruling, form: ButtonForm) -> str:
    """What stands in the place of the order until somebody opens the scores."""
    return render_template(
        "reviews/closed.html",
        form=form,
        call=call,
        ruling=ruling,
        word=_(RULE_WORDS[ruling.rule]),
        may_open=actor.may(Permission.RANKING_FREEZE),
        tabs=lead_tabs(call, "ranking"),
        crumbs=call_crumbs(call, _("Ranking")),
    )
