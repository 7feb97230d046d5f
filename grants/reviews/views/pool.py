"""The pool of evaluators of a call."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.forms import choices
from grants.core.i18n import gettext as _, ngettext
from grants.permissions import Permission
from grants.reviews.forms import InviteForm
from grants.reviews.queries import pool as queries
from grants.reviews.rules.work import POOL_TONES, POOL_WORDS, SENIORITY_WORDS
from grants.reviews.service import pool as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, call_crumbs, lead_tabs, sent

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<call_ref>/pool", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def pool(call_ref: str) -> Answer:
    actor = current_actor()
    call = queries.call_for(actor, call_ref)
    form = InviteForm()
    form.people.choices = choices(queries.invitable(call))

    def act() -> None:
        n = service.invite(actor, call_ref, form.people.data or [], operation=form.operation.data)
        flash(
            ngettext("%(num)s evaluator was invited.", "%(num)s evaluators were invited.", n), "ok"
        )

    status = sent(form, act)
    if status == DONE:
        return redirect(url_for("reviews.pool", call_ref=call_ref))
    return _page(form, call), status


def _page(form: InviteForm, call: Call) -> str:
    names = i18n.locale().languages
    areas = {a["code"]: i18n.chosen_text(a["name"]) for a in call.focus_areas}
    rows = [
        {
            "member": member,
            "seniority": _(SENIORITY_WORDS[member.seniority]) if member.is_free else "",
            "status": _(POOL_WORDS[member.status]),
            "tone": POOL_TONES[member.status],
            "reads": ", ".join(names.get(code, code) for code in member.languages),
            "knows": ", ".join(
                [*(_(r) for r in member.regions), *(areas.get(t, t) for t in member.themes)]
            ),
        }
        for member in queries.members(call, seen_by=current_actor())
    ]
    return render_template(
        "reviews/pool.html",
        form=form,
        call=call,
        rows=rows,
        suggested=queries.suggested(call),
        tabs=lead_tabs(call, "pool"),
        crumbs=call_crumbs(call, _("Pool")),
    )
