"""Which columns the list shows to this person, and in which order."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.i18n import gettext as _
from grants.desk.forms import SelectionForm
from grants.desk.queries import saved_views
from grants.desk.queries.listing import BY_CODE, COLUMNS, USUAL
from grants.desk.service import lists
from grants.desk.views import blueprint
from grants.desk.views.proposals.addresses import asked, crumbs, here_of
from grants.desk.views.proposals.cells import columns_for, head_of
from grants.permissions import Permission

_LAST = 10_000  # ticked, but without a place: after those that have one


@blueprint.route("/calls/<call_ref>/proposals/columns", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_LIST)
def proposals_columns(call_ref: str) -> str | Response:
    """A tick and a place for each column; what names the row is always the first."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    here, wanted = here_of(call), asked()
    # What is chosen here counts from now on, also where the address named other columns.
    back = here.url(replace(wanted, columns=()))
    form = SelectionForm()
    if request.method == "POST":
        usual = request.form.get("op") == "usual"
        codes = [] if usual else picked(request.form)
        if not usual and not codes:
            flash(_("Tick one column at least. Nothing was changed."), "error")
        elif pressed(form, lambda: lists.keep_columns(actor, codes), _("The columns are changed.")):
            return redirect(back)
    now = columns_for(wanted.columns, saved_views.liking(actor).columns, USUAL)
    places = {code: n for n, code in enumerate(now, 1)}
    ordered = sorted(COLUMNS, key=lambda column: places.get(column.code, _LAST))
    return render_template(
        "desk/list_columns.html",
        call=call,
        form=form,
        here=here.url(wanted, "desk.proposals_columns"),
        rows=[
            (one.code, head_of(one, call), places.get(one.code))
            for one in ordered
            if one.code != USUAL[0]
        ],
        back=back,
        crumbs=crumbs(call, _("Columns"), back),
    )


def picked(sent: Mapping[str, Any]) -> list[str]:
    """Codes that are ticked, by the place typed beside them; the same place: as they were shown."""
    ticked = [code for code in sent if str(code).startswith("show-")]
    codes = [str(code).removeprefix("show-") for code in ticked]
    known = [code for code in codes if code in BY_CODE]
    return sorted(known, key=lambda code: _place(str(sent.get(f"place-{code}", ""))))


def _place(typed: str) -> int:
    bare = typed.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 5 else _LAST
