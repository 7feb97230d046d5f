"""More reviews for some proposals: a third one where it matters, or a second round."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.forms import choices
from grants.core.i18n import gettext as _
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.forms import MoreForm
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.drafting import FIRST_ROUND, SECOND_ROUND, Wanted
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.thirds import Thirds, wanted
from grants.reviews.rules.thirds import SHARE, SHARES
from grants.reviews.service import suggesting
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, sent
from grants.reviews.views.assignment import around, place_of

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<call_ref>/assignment/more", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def more_reviews(call_ref: str) -> Answer:
    """The proposals of one page of the list, to be ticked; `?proposal=REF` ticks some before."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    near = _near(actor, call)
    if near is None:
        rows, total = queries.proposals_page(actor, call, page=asked_page())
        offered, hints = [(row.ref, row.title) for row in rows], _hints(rows)
        ticked = request.args.getlist("proposal")
    else:
        total = len(near.rows)
        offered = [(row.ref, row.title) for row in near.rows]
        hints, ticked = {}, [row.ref for row in near.rows]
    form = MoreForm(data={"kind": "third", "extra": 1, "proposals": ticked})
    form.proposals.choices = choices(offered)

    def act() -> None:
        more = Wanted(
            refs=frozenset(form.proposals.data or []),
            extra=form.extra.data or 0,
            stage=SECOND_ROUND if form.kind.data == "round" else FIRST_ROUND,
        )
        suggesting.ask(actor, call_ref, more, operation=form.operation.data)

    status = sent(form, act)
    if status == DONE:
        flash(_("The drafts for these proposals are being added; look at them below."), "ok")
        return redirect(url_for("reviews.assignment", call_ref=call_ref))
    page = render_template(
        "reviews/more_reviews.html",
        form=form,
        call=call,
        hints=hints,
        near=near,
        shares=SHARES,
        usual=SHARE,
        total=total,
        page=page_of(total, most=queries.PAGE if near is None else max(total, 1)),
        **around(call, "more_reviews", _("More reviews")),
    )
    return page, status


def _near(actor: Actor, call: Call) -> Thirds | None:
    """Those nearest the line, when `?near=30` asks for that share of them."""
    asked = request.args.get("near", "")
    return wanted(actor, call, int(asked)) if asked in map(str, SHARES) else None


def _hints(rows: Sequence[queries.Reviewed]) -> dict[str, str]:
    return {
        row.ref: _(
            "%(place)s; has %(n)s, of which %(done)s submitted",
            place=place_of(row),
            n=len(row.standing),
            done=row.submitted,
        )
        for row in rows
    }
