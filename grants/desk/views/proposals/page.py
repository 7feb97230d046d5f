"""The list on the page: filters, chips, heads that sort, rows, and the way from one to the next.

The list is read often and long, so each row is made here from plain values and drawn by one macro.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.i18n import gettext as _
from grants.core.paging import Page, asked_page
from grants.desk.forms import SelectionForm
from grants.desk.queries import saved_views
from grants.desk.queries.listing import (
    BY_CODE,
    FILTERS,
    SIZES,
    USUAL,
    Column,
    ProposalList,
    Wanted,
)
from grants.desk.queries.saved_views import Liking
from grants.desk.views import blueprint
from grants.desk.views.proposals import choices
from grants.desk.views.proposals.addresses import EVERY, Here, asked, crumbs, here_of, with_query
from grants.desk.views.proposals.cells import NUMERIC, TIGHT, columns_for, head_of, on_page
from grants.notes.queries.tags import tags
from grants.permissions import Permission, Relation

Row = sa.Row[*tuple[Any, ...]]


@blueprint.get("/calls/<call_ref>/proposals")
@requires(Permission.PROPOSAL_LIST)
def proposals(call_ref: str) -> str | Response:
    """Seven queries."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    mine = saved_views.liking(actor)
    here, wanted = here_of(call), asked()
    if mine.default and not request.args:
        view = mine.default
        return redirect(replace(here, view=view.ref).url(Wanted.read(view.query)))
    found = ProposalList(actor, call)
    codes = columns_for(wanted.columns, mine.columns, USUAL)
    number = asked_page()
    facets = found.facets()
    total = found.count(wanted) if wanted.is_filtered else facets.total
    rows = found.page(wanted, codes, number)
    offered = choices.options(call, facets, tags(actor))
    return render_template(
        "desk/proposals.html",
        call=call,
        here=here,
        wanted=wanted,
        facets=facets,
        total=total,
        columns=_columns(call, wanted, codes, here),
        lines=_lines(call, rows, codes, wanted),
        options=choices.kept_choices(wanted, offered),
        more_open=any(name in _MORE for name, _values in wanted.filters),
        filters=FILTERS,
        chips=choices.chips(call, wanted, offered, here),
        misfits=choices.misfits(wanted, offered),
        **_of_views(actor, call, mine, here, wanted),
        pages=_pages(here, wanted, number, len(rows), total),
        sizes=[(str(n), str(n)) for n in SIZES],
        links=_links(here, wanted),
        select_form=SelectionForm(formdata=None),
        may_extend=actor.may(Permission.PROPOSAL_EXTEND),
        crumbs=crumbs(call, _("Proposals")),
    )


@blueprint.get("/calls/<call_ref>/proposals/next")
@requires(Permission.PROPOSAL_LIST)
def proposals_next(call_ref: str) -> Response:
    """To the next proposal nobody checks yet, within the filters; the address carries them on."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    wanted = asked()
    ref = ProposalList(actor, call).next_unscreened(wanted, request.args.get("after", "")[:40])
    if ref is None:
        flash(_("Nothing is left to screen in this list."), "ok")
        return redirect(Here(call.ref).url(wanted, all="1"))
    path = url_for("screening.show", call_ref=call.ref, ref=ref)
    return redirect(with_query(path, wanted.arguments()))


@blueprint.app_template_filter("translated")
def translated(label: str) -> str:
    """A label of the tables of filters, which are marked where they stand."""
    return _(label)


@blueprint.app_template_filter("filled")
def filled(pattern: str, rows: Iterable[tuple[str, ...]]) -> Markup:
    """A row pattern (templates/desk/_proposals.html) filled for every row; values are escaped."""
    plain, safe = str(pattern), _Escaped()
    lines = [
        plain % tuple([value if type(value) is Markup else safe[value] for value in row])
        for row in rows
    ]
    return Markup("".join(lines))  # noqa: S704


class _Escaped(dict[str, str]):
    """Texts as they stand in a page: in a long list most of them stand many times."""

    def __missing__(self, text: str) -> str:
        found = self[text] = str(escape(text))
        return found


# Filters that stand behind “More filters”.
_MORE = frozenset(FILTERS) - {"text", "state", "officer", "due", "country", "only"}


def _lines(
    call: Call, rows: Sequence[Row], codes: Sequence[str], wanted: Wanted
) -> list[tuple[str, ...]]:
    """For each row: reference, title, address, title, hint, then what the other columns say."""
    path = url_for("screening.show", call_ref=call.ref, ref="_").removesuffix("_")
    carried = with_query("", {k: v for k, v in wanted.arguments().items() if k != "columns"})
    of = on_page(call)
    shows: list[Callable[[Any], Any]] = [of(BY_CODE[code].kind) for code in codes]
    lines = []
    for row in rows:
        ref, proponent = row[0], row[1]
        values = [show(value) for show, value in zip(shows, row[2:], strict=True)]
        hint = f"{ref} · {proponent}" if proponent else ref
        lines.append((ref, values[0], path + ref + carried, values[0], hint, *values[1:]))
    return lines


def _columns(call: Call, wanted: Wanted, codes: Sequence[str], here: Here) -> list[dict[str, Any]]:
    """Heads that sort; the present one turns round."""
    return [_head(BY_CODE[code], call, wanted, here) for code in codes]


def _head(column: Column, call: Call, wanted: Wanted, here: Here) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": head_of(column, call),
        "num": column.kind in NUMERIC,
        "tight": column.kind in TIGHT,
    }
    if column.sorts:
        present = column.code == wanted.sort
        down = present and not wanted.descending
        turned = replace(wanted, sort=column.code, descending=down)
        found["url"] = here.url(turned) if turned.arguments() else here.url(turned, all="1")
        found["sort"] = ("descending" if wanted.descending else "ascending") if present else "none"
    return found


def _of_views(actor: Actor, call: Call, mine: Liking, here: Here, wanted: Wanted) -> dict[str, Any]:
    """What the page says of saved views."""
    return {
        "views": _view_tabs(call, mine, here),
        "view": mine.view(here.view),
        "strange": _strange(mine, here),
        "update_url": _update_url(mine, here, wanted, leads=actor.is_(Relation.LEAD)),
    }


def _view_tabs(call: Call, mine: Liking, here: Here) -> list[tuple[str, str, bool]]:
    """All proposals, then the views by name."""
    every = url_for("desk.proposals", call_ref=call.ref, view=EVERY)
    found = [(_("All proposals"), every, mine.view(here.view) is None)]
    for view in mine.views:
        url = replace(here, view=view.ref).url(Wanted.read(view.query))
        found.append((view.name, url, view.ref == here.view))
    return found


def _strange(mine: Liking, here: Here) -> list[str]:
    """Filters of the present view that this list no longer knows."""
    view = mine.view(here.view)
    known = {*FILTERS, "sort", "order", "size", "columns"}
    return sorted(name for name in view.query if name not in known) if view else []


def _update_url(mine: Liking, here: Here, wanted: Wanted, *, leads: bool) -> str | None:
    """Where the present list is kept in its view, once it asks for something else."""
    view = mine.view(here.view)
    if view is None or not (view.is_own or leads) or not wanted.arguments():
        return None
    if Wanted.read(view.query) == wanted:
        return None
    path = url_for("desk.saved_view", call_ref=here.call_ref, view_ref=view.ref)
    return with_query(path, dict(wanted.arguments()))


def _links(here: Here, wanted: Wanted) -> dict[str, str]:
    """Where else to go from this very list."""
    cleared = wanted.bare()
    return {
        "unfiltered": here.url(cleared) if cleared.arguments() else here.url(cleared, view=EVERY),
        "next": here.url(wanted, "desk.proposals_next"),
        "columns": here.url(wanted, "desk.proposals_columns"),
        "save": here.url(wanted, "desk.saved_view_new"),
        "views": here.url(wanted, "desk.saved_views"),
        "xlsx": here.url(wanted, "desk.proposals_export"),
        "csv": here.url(wanted, "desk.proposals_csv"),
        "xlsx_all": here.url(wanted, "desk.proposals_export", whole="yes"),
        "first": here.url(wanted),
    }


def _pages(here: Here, wanted: Wanted, page: int, shown: int, total: int) -> Page | None:
    if total <= wanted.size and page == 1:
        return None
    start = (page - 1) * wanted.size
    more = start + shown < total and shown > 0
    return Page(
        start=min(start + 1, total),
        end=min(start + shown, total),
        total=total,
        previous_url=here.url(wanted, page=page - 1) if page > 1 else None,
        next_url=here.url(wanted, page=page + 1) if more else None,
    )
