"""What was ticked in the list, or all that match: how many, which, and what can be done to them."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.desk.forms import SelectionForm
from grants.desk.queries.listing import ProposalList
from grants.desk.queries.selection import EVERYTHING, chosen
from grants.desk.views import blueprint
from grants.desk.views.proposals.addresses import Here, crumbs
from grants.desk.views.proposals.archive import AT_ONCE
from grants.permissions import Permission

FIRST = 20  # titles that are shown


@blueprint.post("/calls/<call_ref>/proposals/selected")
@requires(Permission.PROPOSAL_LIST)
def proposals_selected(call_ref: str) -> str | Response:
    """Changes nothing: each act has its own form or address below. Seven queries at most."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    picked = chosen(actor, call, request.form)
    here = Here(call.ref)
    listed = here.url(picked.wanted if picked.is_all else picked.wanted.bare(), all="1")
    if not picked.count:
        flash(
            _("None of the proposals you ticked is in the list any more.")
            if picked.gone
            else _("Tick one proposal at least, or “all that match”."),
            "error",
        )
        return redirect(listed)
    first = ProposalList(actor, call).page(picked.wanted, ("title", "city"), 1)[:FIRST]
    return render_template(
        "desk/selected.html",
        call=call,
        picked=picked,
        first=[(row[0], row[2] or _("Untitled"), row[3]) for row in first],
        further=picked.count - len(first),
        form=SelectionForm(formdata=None),
        kept=_kept(picked.wanted.arguments(), picked.refs, is_all=picked.is_all),
        xlsx=here.url(picked.wanted, "desk.proposals_export"),
        xlsx_all=here.url(picked.wanted, "desk.proposals_export", whole="yes"),
        csv=here.url(picked.wanted, "desk.proposals_csv"),
        archive=here.url(picked.wanted, "desk.proposals_zip") if picked.count <= AT_ONCE else None,
        ask=url_for("desk.bundle_ask", call_ref=call.ref),
        crumbs=crumbs(call, _("Chosen proposals"), listed),
    )


def _kept(
    arguments: dict[str, list[str]], refs: tuple[str, ...], *, is_all: bool
) -> list[tuple[str, str]]:
    """Hidden fields that carry the same choice on: `chosen` reads them again."""
    names = {n: v for n, v in arguments.items() if n not in ("only", "columns", "size")}
    found = [(name, value) for name, values in names.items() for value in values]
    return [*found, (EVERYTHING, "yes")] if is_all else [*found, *(("ref", r) for r in refs)]
