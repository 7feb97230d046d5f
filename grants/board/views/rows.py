"""One proposal of a remainder, from which a seat steps aside while it takes part in the rest."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import seat_of, seats
from grants.board import queries
from grants.board.forms import RecuseForm, RecuseSeatForm
from grants.board.models import ItemKind
from grants.board.rules import words
from grants.board.service import voice
from grants.board.views import blueprint
from grants.board.views.speaking import may_recuse_seats, may_step_aside, seat_form
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import NotFound
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.get("/board/<ref>/items/<int:n>/rows/<row>")
@requires(Permission.BOARD_READ)
def row(ref: str, n: int, row: str) -> str:
    """What stepping aside from this proposal does, and the button."""
    return _page(ref, n, row)


@blueprint.post("/board/<ref>/items/<int:n>/rows/<row>/recuse")
@requires(Permission.BOARD_TAKE_PART)
def recuse_row(ref: str, n: int, row: str) -> Answer:
    form = RecuseForm()
    if form.validate() and done(
        form,
        lambda: voice.declare_recusal(
            current_actor(),
            ref,
            n,
            form.interest.data,
            proposal_id=queries.proposal_of_row(row),
            operation=form.operation.data,
        ),
    ):
        flash(_("You are recused from this proposal. The secretary sees your declaration."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, row, form)


@blueprint.post("/board/<ref>/items/<int:n>/rows/<row>/recuse-seat")
@requires(Permission.BOARD_CONFIRM)
def recuse_row_seat(ref: str, n: int, row: str) -> Answer:
    form = seat_form(seats())
    if form.validate() and done(
        form,
        lambda: voice.add_recusal(
            current_actor(),
            ref,
            n,
            form.seat.data,
            form.why.data,
            proposal_id=queries.proposal_of_row(row),
            operation=form.operation.data,
        ),
    ):
        flash(_("The seat is recused from this proposal."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, row, form)


def _again(ref: str, n: int, row: str, form: Form) -> tuple[str, int]:
    form.renew_operation()
    return _page(ref, n, row, form), 422


def _page(ref: str, n: int, row: str, tried: Form | None = None) -> str:
    actor = current_actor()
    found = queries.item_file(actor, ref, n)
    own = may_step_aside(actor, found.meeting, seat_of(actor.person_id or 0))
    chairs = may_recuse_seats(actor, found.meeting)
    if found.item is None or found.item.kind is not ItemKind.REMAINDER or not (own or chairs):
        raise NotFound
    code = queries.code_of(found.meeting)
    own_form = tried if isinstance(tried, RecuseForm) else RecuseForm(formdata=None)
    others = tried if isinstance(tried, RecuseSeatForm) else seat_form(seats())
    shown = queries.remainder_row(found.item, found.blinders, row)
    outcome, tone = words.OUTCOMES[shown.outcome]
    return render_template(
        "board/row.html",
        row=shown,
        outcome=_(outcome),
        tone=tone,
        meeting=found.meeting,
        code=code,
        n=n,
        currency=found.item.currency,
        form=tried,
        own_form=own_form if own else None,
        seat_form=others if chairs else None,
        crumbs=[
            (code, url_for("board.meeting", ref=ref)),
            (_("Item %(n)s", n=n), url_for("board.item", ref=ref, n=n)),
            (_("Recuse"), None),
        ],
    )
