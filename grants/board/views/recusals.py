"""Stepping aside: what it does to an item, or to one proposal of a remainder, and the button."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import seats
from grants.board import queries
from grants.board.forms import RecuseForm, RecuseSeatForm
from grants.board.models import Item, ItemKind
from grants.board.queries.papers import ItemFile
from grants.board.rules import words
from grants.board.service import voice
from grants.board.views import blueprint
from grants.board.views.speaking import may_recuse_seats, may_step_aside, seat_form, title_of
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import NotFound
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.get("/board/<ref>/items/<int:n>/recuse")
@requires(Permission.BOARD_READ)
def step_aside(ref: str, n: int) -> str:
    """What stepping aside from this item does, and the button."""
    return _page(ref, n, None)


@blueprint.get("/board/<ref>/items/<int:n>/rows/<row>")
@requires(Permission.BOARD_READ)
def row(ref: str, n: int, row: str) -> str:
    """The same for one proposal of a remainder."""
    return _page(ref, n, row)


@blueprint.post("/board/<ref>/items/<int:n>/recuse")
@requires(Permission.BOARD_TAKE_PART)
def recuse(ref: str, n: int) -> Answer:
    form = RecuseForm()
    if _recused_own(form, ref, n, None):
        flash(_("You are recused from item %(n)s. The secretary sees your declaration.", n=n), "ok")
        return redirect(url_for("board.meeting", ref=ref))
    return _again(ref, n, None, form)


@blueprint.post("/board/<ref>/items/<int:n>/rows/<row>/recuse")
@requires(Permission.BOARD_TAKE_PART)
def recuse_row(ref: str, n: int, row: str) -> Answer:
    form = RecuseForm()
    if _recused_own(form, ref, n, row):
        flash(_("You are recused from this proposal. The secretary sees your declaration."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, row, form)


@blueprint.post("/board/<ref>/items/<int:n>/recuse-seat")
@requires(Permission.BOARD_CONFIRM)
def recuse_seat(ref: str, n: int) -> Answer:
    form = seat_form(seats())
    if _recused_seat(form, ref, n, None):
        flash(_("The seat is recused from this item."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, None, form)


@blueprint.post("/board/<ref>/items/<int:n>/rows/<row>/recuse-seat")
@requires(Permission.BOARD_CONFIRM)
def recuse_row_seat(ref: str, n: int, row: str) -> Answer:
    form = seat_form(seats())
    if _recused_seat(form, ref, n, row):
        flash(_("The seat is recused from this proposal."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, row, form)


def _recused_own(form: RecuseForm, ref: str, n: int, row: str | None) -> bool:
    return form.validate() and done(
        form,
        lambda: voice.declare_recusal(
            current_actor(),
            ref,
            n,
            form.interest.data,
            proposal_id=queries.proposal_of_row(row) if row else None,
            operation=form.operation.data,
        ),
    )


def _recused_seat(form: RecuseSeatForm, ref: str, n: int, row: str | None) -> bool:
    return form.validate() and done(
        form,
        lambda: voice.add_recusal(
            current_actor(),
            ref,
            n,
            form.seat.data,
            form.why.data,
            proposal_id=queries.proposal_of_row(row) if row else None,
            operation=form.operation.data,
        ),
    )


def _again(ref: str, n: int, row: str | None, form: Form) -> tuple[str, int]:
    form.renew_operation()
    return _page(ref, n, row, form), 422


def _page(ref: str, n: int, row: str | None, tried: Form | None = None) -> str:
    actor = current_actor()
    found = queries.item_file(actor, ref, n)
    if found.item is None:
        raise NotFound
    voiced = queries.own_voice(actor, found.item)
    own = may_step_aside(actor, found.meeting, voiced)
    chairs = may_recuse_seats(actor, found.meeting)
    if not (own or chairs):
        raise NotFound
    code = queries.code_of(found.meeting)
    own_form = tried if isinstance(tried, RecuseForm) else RecuseForm(formdata=None)
    others = tried if isinstance(tried, RecuseSeatForm) else seat_form(seats())
    return render_template(
        "board/recuse.html",
        title=title_of(found.item),
        row=_shown_row(found, found.item, row) if row else None,
        words=words,
        meeting=found.meeting,
        item=found.item,
        code=code,
        n=n,
        form=tried,
        own_form=own_form if own else None,
        seat_form=others if chairs else None,
        asks_country=own and voiced is not None and voiced.asks_country,
        crumbs=[
            (code, url_for("board.meeting", ref=ref)),
            (_("Item %(n)s", n=n), url_for("board.item", ref=ref, n=n)),
            (_("Recuse"), None),
        ],
    )


def _shown_row(found: ItemFile, item: Item, row: str) -> queries.RemainderRow:
    if item.kind is not ItemKind.REMAINDER:
        raise NotFound
    return queries.remainder_row(item, found.blinders, row)
