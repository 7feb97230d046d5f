"""Bids: a lead asks for them, evaluators say what they would like to read."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _, ngettext
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm
from grants.reviews.forms.bidding import bids_form
from grants.reviews.queries import bidding as queries
from grants.reviews.queries.assignment import PAGE
from grants.reviews.queries.pool import call_for
from grants.reviews.service import bidding as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, how_many, own_crumbs, sent
from grants.reviews.views.assignment import around

Answer = str | Response | tuple[str, int]


@blueprint.get("/calls/<call_ref>/assignment/bids")
@requires(Permission.REVIEWS_MANAGE)
def bidding(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref)
    row = queries.bidding_of(call)
    return render_template(
        "reviews/bidding.html",
        call=call,
        bidding=row,
        is_open=row is not None and row.closed_at is None,
        rows=queries.said(actor, call) if row else [],
        form=ButtonForm(formdata=None),
        **around(call, "bidding", _("Bids")),
    )


@blueprint.post("/calls/<call_ref>/assignment/bids/open")
@requires(Permission.REVIEWS_MANAGE)
def bids_open(call_ref: str) -> Response:
    key = ButtonForm().operation.data
    n = how_many(lambda: service.open_bids(current_actor(), call_ref, operation=key))
    flash(
        ngettext("%(num)s evaluator was asked.", "%(num)s evaluators were asked.", n)
        if n
        else _("Evaluators can bid again."),
        "ok",
    )
    return redirect(url_for("reviews.bidding", call_ref=call_ref))


@blueprint.post("/calls/<call_ref>/assignment/bids/close")
@requires(Permission.REVIEWS_MANAGE)
def bids_close(call_ref: str) -> Response:
    form = ButtonForm()

    def act() -> None:
        service.close_bids(current_actor(), call_ref, operation=form.operation.data)

    if done(form, act):
        flash(_("No more bids are taken; those made are kept and count."), "ok")
    return redirect(url_for("reviews.bidding", call_ref=call_ref))


@blueprint.route("/bids/<call_ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_OWN)
def bids(call_ref: str) -> Answer:
    """The evaluator's own list: title, city and organisations, and nothing more."""
    actor = current_actor()
    call, row = queries.open_bidding(actor, call_ref)
    rows, total = queries.offered(actor, call, row, page=asked_page())
    form = bids_form(rows)

    def act() -> None:
        reason, key = form.reason.data or "", form.operation.data
        n = how_many(lambda: service.bid(actor, call_ref, form.said(), reason, operation=key))
        flash(_("Saved. You can change it until the Secretariat closes the list."), "ok")
        if n:
            gone = ngettext(
                "%(num)s proposal with a conflict of interest was taken off your pages.",
                "%(num)s proposals with a conflict of interest were taken off your pages.",
                n,
            )
            flash(gone, "ok")

    status = sent(form, act)
    if status == DONE:
        return redirect(url_for("reviews.bids", call_ref=call_ref, page=asked_page()))
    page = render_template(
        "reviews/bids.html",
        form=form,
        call=call,
        rows=[
            {
                "field": form[f"bid_{one.ref}"],
                "hint": _about(one),
            }
            for one in rows
        ],
        total=total,
        page=page_of(total, most=PAGE),
        here=url_for("reviews.bids", call_ref=call_ref, page=asked_page()),
        crumbs=own_crumbs(_("What would you like to read?")),
    )
    return page, status


def _about(one: queries.Offered) -> str:
    """Where it is and who stands behind it; a city that proposes itself is named once."""
    parts = (one.city, i18n.country(one.country), one.proponent, one.recipient)
    return " · ".join(dict.fromkeys(part for part in parts if part))
