"""The members of the board: its seats, and who sits in them."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import constituencies
from grants.accounts.queries.sittings import constituency_called, past_sittings, seat_row, seat_rows
from grants.accounts.rules.organisations import SEAT_PLACE_NAMES
from grants.accounts.service import seats as service
from grants.board.forms import SeatForm
from grants.board.queries.bodies import body_names, body_of_name
from grants.board.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.acts import done
from grants.core.errors import Refused
from grants.core.i18n import gettext as _
from grants.core.messages import msg
from grants.permissions import Permission


@blueprint.get("/board/members/")
@requires(Permission.SEATS_READ)
def members() -> str:
    actor = current_actor()
    rows = seat_rows(actor)
    return render_template(
        "board/members.html",
        rows=rows,
        groups=len({row.constituency for row in rows}),
        without_member=sum(row.member is None for row in rows),
        crumbs=[(_("Members"), None)],
        **powers(actor),
    )


@blueprint.get("/board/members/<ref>")
@requires(Permission.SEATS_READ)
def seat(ref: str) -> str:
    actor = current_actor()
    row = seat_row(actor, ref)
    names = {place: _(name) for place, name in SEAT_PLACE_NAMES.items()}
    return render_template(
        "board/seat.html",
        seat=row,
        places=[(place, name, row.sittings.get(place)) for place, name in names.items()],
        place_names=names,
        past=past_sittings(actor, row),
        may_read_bodies=actor.may(Permission.ORGANISATION_READ),
        crumbs=[(_("Members"), url_for("board.members")), (row.name, None)],
        **powers(actor),
    )


def powers(actor: Actor) -> dict[str, bool]:
    """What the pages of seats offer this reader, and whether they say who cannot take part."""
    keeps, reads_people = actor.may(Permission.SEATS_KEEP), actor.may(Permission.PEOPLE_READ)
    return {
        "may_keep": keeps,
        "may_give_roles": actor.may(Permission.PEOPLE_MANAGE),
        "sees_lacking": keeps or reads_people,
    }


@blueprint.route("/board/members/add", methods=["GET", "POST"])
@requires(Permission.SEATS_KEEP)
def add_seat() -> str | Response | tuple[str, int]:
    """The seat, and what adding it does."""
    form = SeatForm(constituencies())
    made: list[str] = []
    if request.method == "POST" and form.validate() and done(form, lambda: _add(form, made)):
        flash(_("The seat is added. Now put its member in."), "ok")
        target = url_for("board.seat", ref=made[0]) if made else url_for("board.members")
        return redirect(target)
    if request.method == "POST":
        form.renew_operation()
    return render_template(
        "board/add_seat.html",
        form=form,
        bodies=body_names(),
        crumbs=[(_("Members"), url_for("board.members")), (_("Add a seat"), None)],
    ), 422 if form.is_submitted() else 200


def _add(form: SeatForm, made: list[str]) -> None:
    body = body_of_name(form.organisation.data) if form.organisation.data else None
    if form.organisation.data and body is None:
        words = msg("Choose an organisation from the list, or leave it empty")
        raise Refused(words, {"organisation": words})
    added = service.create_seat(
        current_actor(),
        constituency_id=constituency_called(form.constituency.data),
        organisation=body,
        operation=form.operation.data,
    )
    made.append(added.ref)
