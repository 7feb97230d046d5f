"""Freezing the ranking: the slate, its departures, and the press that cannot be taken back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core import i18n, operations
from grants.core.access import current_actor, requires
from grants.core.acts import take
from grants.core.errors import Refused
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.reviews.forms import FreezeForm
from grants.reviews.models import Recommendation
from grants.reviews.queries.ranking import RankingView, Row
from grants.reviews.rules.slate import (
    Departure,
    Slate,
    SlateRow,
    check_slate,
    departure_fault,
    slate,
)
from grants.reviews.rules.work import RECOMMENDATION_TONES, RECOMMENDATION_WORDS
from grants.reviews.service import freeze as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import SAID, WRONG, call_crumbs
from grants.reviews.views.ranking import tie_words

Answer = str | Response | tuple[str, int]
SHOWN = 60  # reserve rows written out; the rest is a number


@blueprint.route("/calls/<call_ref>/ranking/freeze", methods=["GET", "POST"])
@requires(Permission.RANKING_FREEZE)
def freeze(call_ref: str) -> Answer:
    actor = current_actor()
    form = FreezeForm()
    view = service.freezable(actor, call_ref)
    if view.rows and not view.ruling.is_open:
        return redirect(url_for("reviews.ranking", call_ref=call_ref))
    if request.method == "GET":
        form.seen.data = service.basis(view)
        return _page(view, form, {})
    op = request.form.get("op", "")
    if op:
        _change_rows(form, op)
        form.renew_operation()
        form.seen.data = service.basis(view)
        return _page(view, form, _departures(form, view))
    is_valid = form.validate_on_submit()  # first: it clears what the departures then mark
    departures = _departures(form, view)
    if not is_valid or _has_errors(form):
        form.renew_operation()
        return _page(view, form, departures), WRONG

    def act() -> str:
        return service.freeze(
            actor,
            call_ref,
            departures.values(),
            form.note.data or "",
            seen=form.seen.data or "",
            operation=form.operation.data,
        )

    try:
        ref = operations.outcome(act)  # by hand: the result says where to go next
    except SAID as error:
        status = take(form, error)
        view = service.freezable(actor, call_ref)
        form.seen.data = service.basis(view)
        return _page(view, form, departures), status
    flash(_("The ranking is frozen. The board will receive exactly this version."), "ok")
    return redirect(url_for("reviews.frozen", ref=ref))


def _change_rows(form: FreezeForm, op: str) -> None:
    if op == "add-departures" and len(form.departures.entries) < 200:
        form.departures.append_entry()
    elif op.startswith("remove-departures-"):
        index = op.removeprefix("remove-departures-")
        if index.isdigit() and int(index) < len(form.departures.entries):
            form.departures.entries.pop(int(index))


def _departures(form: FreezeForm, view: RankingView) -> dict[str, Departure]:
    """What was typed, by reference; a row that names no proposal of the slate is marked."""
    found: dict[str, Departure] = {}
    placed = {row.ref: row.placed for row in view.rows}
    for entry in form.departures.entries:
        typed = (entry.form.ref.data or "").strip().upper()
        if not any((typed, entry.form.reason.data, entry.form.amount.data)):
            continue
        if typed not in placed or typed in found:
            entry.form.ref.errors = [
                _("This proposal is named twice")
                if typed in found
                else _("No proposal of this ranking has this reference")
            ]
            continue
        chosen = entry.form.recommendation.data
        departure = Departure(
            ref=typed,
            recommendation=Recommendation(chosen)
            if chosen in list(Recommendation)
            else placed[typed].suggestion,
            amount_cents=entry.form.amount.data,
            reason=entry.form.reason.data or "",
        )
        found[typed] = departure
        [row] = slate([placed[typed]], {typed: departure}, 0).rows
        fault = departure_fault(row) if row.departs else None
        if fault:
            entry.form[fault[0]].errors = [i18n.render(fault[1])]
    return found


def _has_errors(form: FreezeForm) -> bool:
    return any(field.errors for entry in form.departures.entries for field in entry.form)


def _page(view: RankingView, form: FreezeForm, departures: dict[str, Departure]) -> str:
    found = slate(view.order.rows, departures, view.order.room_cents)
    return render_template(
        "reviews/freeze.html",
        form=form,
        view=view,
        call=view.call,
        slate=found,
        problem=_problem(found, view),
        groups=[_group(found, r, view) for r in Recommendation],
        recommended_cents=found.recommended_cents,
        crumbs=call_crumbs(view.call, _("Ranking"), "reviews.ranking"),
    )


def _problem(found: Slate, view: RankingView) -> str:
    """What would be refused if the button were pressed now."""
    try:
        check_slate(found, view.call.currency)
    except Refused as error:
        return i18n.render(error.message)
    return ""


def _group(found: Slate, recommendation: Recommendation, view: RankingView) -> dict[str, Any]:
    by_ref = {row.ref: row for row in view.rows}
    rows = found.of(recommendation)
    most = 0 if recommendation is Recommendation.NOT_RECOMMENDED else SHOWN
    shown = [r for n, r in enumerate(rows) if n < most or r.departs]
    if recommendation is Recommendation.RECOMMENDED:
        shown = rows
    return {
        "title": _(RECOMMENDATION_WORDS[recommendation]),
        "tone": RECOMMENDATION_TONES[recommendation],
        "count": len(rows),
        "rest": len(rows) - len(shown),
        "rows": [_line(row, by_ref[row.placed.entry.ref], view) for row in shown],
    }


def _line(row: SlateRow, one: Row, view: RankingView) -> dict[str, Any]:
    return {
        "place": row.placed.place,
        "ref": one.ref,
        "title": one.title,
        "place_name": ", ".join(p for p in (one.city, i18n.country(one.country)) if p),
        "mean": i18n.milli(one.mean_milli),
        "amount": i18n.money(row.amount_cents, view.call.currency),
        "departs": row.departs,
        "reason": row.reason,
        "tie": tie_words(row.placed, view) if row.placed.tied else "",
    }
