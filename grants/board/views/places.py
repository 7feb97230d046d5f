"""Putting a person into a seat of the board, emptying a place, ending a seat: asked first."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.models import SeatPlace
from grants.accounts.queries.sittings import (
    Candidate,
    SeatRow,
    candidates,
    person_to_seat,
    seat_by_ref,
    seat_row,
)
from grants.accounts.rules.organisations import SEAT_PLACE_NAMES
from grants.accounts.rules.seats import check_may_sit
from grants.accounts.service import seats as service
from grants.board import queries
from grants.board.forms import PlaceForm
from grants.board.views import blueprint
from grants.board.views.members import powers
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.acts import done
from grants.core.errors import NotFound, Refused
from grants.core.i18n import gettext as _
from grants.core.messages import Message
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.route("/board/members/<ref>/<any(member, alternate):place>", methods=["GET", "POST"])
@requires(Permission.SEATS_KEEP)
def take_place(ref: str, place: str) -> Answer:
    """First who; then, with a person, what will happen and the button."""
    actor, at = current_actor(), SeatPlace(place)
    row = seat_row(actor, ref)
    chosen = request.args.get("person", "")
    if not chosen:
        return _choose(actor, row, at)
    form = _seen_form(row, at)

    def take() -> None:
        service.take_seat(
            actor,
            seat_by_ref(actor, ref),
            person_to_seat(actor, chosen),
            at,
            seen=form.seen.data,
            operation=form.operation.data,
        )

    if _is_done(form, take):
        flash(_("Done. No mail was sent: tell them yourself."), "ok")
        return redirect(url_for("board.seat", ref=ref))
    return _confirm_taking(actor, row, at, chosen, form)


def _choose(actor: Actor, row: SeatRow, place: SeatPlace, refused: PlaceForm | None = None) -> str:
    found = [(one, _sits(one), _why_not(one, row, place) is None) for one in candidates(actor)]
    return render_template(
        "board/choose_holder.html",
        form=refused,
        seat=row,
        place=place,
        rows=sorted(found, key=lambda one: not one[2]),
        may_choose=any(one[2] for one in found),
        **_words(row, place),
        **powers(actor),
    )


def _confirm_taking(
    actor: Actor, row: SeatRow, place: SeatPlace, chosen: str, form: PlaceForm
) -> Answer:
    candidate = next(iter(candidates(actor, chosen)), None)
    if candidate is None and form.form_errors:  # their role ended in between
        return _choose(actor, row, place, form), 422
    if candidate is None:
        raise NotFound
    if request.method == "GET" and (why := _why_not(candidate, row, place)):
        raise Refused(why)
    return render_template(
        "board/take_place.html",
        form=form,
        seat=row,
        place=place,
        candidate=candidate,
        sits=_sits(candidate),
        sitting=row.sittings.get(place),
        procedures=queries.under_way(actor),
        **_words(row, place),
        **powers(actor),
    ), 422 if form.is_submitted() else 200


@blueprint.route(
    "/board/members/<ref>/<any(member, alternate):place>/empty", methods=["GET", "POST"]
)
@requires(Permission.SEATS_KEEP)
def empty_place(ref: str, place: str) -> Answer:
    """Who leaves, what that means, and the button."""
    actor, at = current_actor(), SeatPlace(place)
    row = seat_row(actor, ref)
    form = _seen_form(row, at)

    def leave() -> None:
        service.leave_seat(
            actor,
            seat_by_ref(actor, ref),
            at,
            seen=form.seen.data,
            operation=form.operation.data,
        )

    if _is_done(form, leave):
        flash(_("The place is empty now. No mail was sent: tell them yourself."), "ok")
        return redirect(url_for("board.seat", ref=ref))
    sitting = row.sittings.get(at)
    if sitting is None:
        raise NotFound
    return render_template(
        "board/empty_place.html",
        form=form,
        seat=row,
        place=at,
        sitting=sitting,
        is_last=len(row.sittings) == 1,
        procedures=queries.under_way(actor),
        **_words(row, at),
        **powers(actor),
    ), 422 if form.is_submitted() else 200


@blueprint.route("/board/members/<ref>/end", methods=["GET", "POST"])
@requires(Permission.SEATS_KEEP)
def end_seat(ref: str) -> Answer:
    """What ending a seat means, and the button; possible once nobody sits in it."""
    actor, form = current_actor(), PlaceForm()

    def end() -> None:
        service.end_seat(actor, seat_by_ref(actor, ref), operation=form.operation.data)

    if _is_done(form, end):
        flash(_("The seat is ended."), "ok")
        return redirect(url_for("board.members"))
    row = seat_row(actor, ref)
    return render_template(
        "board/end_seat.html",
        form=form,
        seat=row,
        procedures=queries.under_way(actor),
        crumbs=_crumbs(row, _("End the seat")),
    ), 422 if form.is_submitted() else 200


def _seen_form(row: SeatRow, place: SeatPlace) -> PlaceForm:
    """The button, which acts only on the sitting that the page shows."""
    sitting = row.sittings.get(place)
    return PlaceForm(data={"seen": sitting.key if sitting else service.EMPTY})


def _is_done(form: PlaceForm, act: Callable[[], None]) -> bool:
    return request.method == "POST" and form.validate() and done(form, act)


def _why_not(candidate: Candidate, row: SeatRow, place: SeatPlace) -> Message | None:
    try:
        check_may_sit(candidate.roles, candidate.places, row.id, place)
    except Refused as refusal:
        return refusal.message
    return None


def _sits(candidate: Candidate) -> list[str]:
    """Where somebody sits now, in words."""
    return [
        _("%(place)s of %(seat)s", place=_(SEAT_PLACE_NAMES[place]), seat=seat)
        for place, seat in candidate.seats
    ]


def _words(row: SeatRow, place: SeatPlace) -> dict[str, Any]:
    name = _(SEAT_PLACE_NAMES[place])
    return {"place_name": name, "crumbs": _crumbs(row, name)}


def _crumbs(row: SeatRow, here: str) -> list[tuple[str, str | None]]:
    return [
        (_("Members"), url_for("board.members")),
        (row.name, url_for("board.seat", ref=row.ref)),
        (here, None),
    ]
