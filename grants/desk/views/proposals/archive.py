"""Chosen proposals as one archive: a document of each, the files with it, an index.

A few are sent at once, each document made when its turn comes. More are made by the worker; the
archive is put together when it is fetched, of what its reader may see then.
"""

from pathlib import Path

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core import clock, operations
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import choose_language, gettext as _
from grants.core.zipping import archive
from grants.desk.archive_index import Made, entries_of
from grants.desk.forms import SelectionForm
from grants.desk.proposal_pdf import document, pdf_of
from grants.desk.queries import bundles as queries
from grants.desk.queries.dossiers import Dossier, dossiers, readable_refs
from grants.desk.queries.listing import ProposalList
from grants.desk.queries.selection import chosen
from grants.desk.service import bundles as service
from grants.desk.views import blueprint
from grants.desk.views.proposals.addresses import Here, asked, crumbs
from grants.permissions import Permission

AT_ONCE = 20  # proposals: some ten seconds of waiting


@blueprint.get("/calls/<call_ref>/proposals.zip")
@requires(Permission.PROPOSAL_LIST)
def proposals_zip(call_ref: str) -> Response:
    """The view as an archive, while it is made; too many are asked for with a button instead."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    wanted = asked()
    refs = ProposalList(actor, call).refs(wanted)
    if not refs or len(refs) > AT_ONCE:
        flash(
            _("Choose up to %(n)s proposals to get them at once; tick them first.", n=AT_ONCE),
            "error",
        )
        return redirect(Here(call.ref).url(wanted, all="1"))
    language = choose_language()
    found = dossiers(call, refs)
    # Everything is asked, and put into words, before the first byte leaves.
    papers = {one.ref: document(one, call) for one in found}
    return _sent(call, refs, found, lambda one: pdf_of(papers[one.ref], language))


@blueprint.post("/calls/<call_ref>/proposals/archives")
@requires(Permission.PROPOSAL_LIST)
def bundle_ask(call_ref: str) -> Response:
    """The worker makes it; the next page says how far it is."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    form = SelectionForm()
    made: list[str] = []

    def act() -> None:
        refs = chosen(actor, call, request.form).refs
        key = form.operation.data
        made.append(operations.outcome(lambda: service.ask(actor, call, refs, operation=key)))

    if form.validate() and done(form, act):
        return redirect(url_for("desk.bundle", call_ref=call.ref, bundle_ref=made[0]))
    for line in form.form_errors or [_("The page was too old to act on. Nothing was changed.")]:
        flash(line, "error")
    return redirect(url_for("desk.proposals", call_ref=call.ref))


@blueprint.get("/calls/<call_ref>/proposals/archives/<bundle_ref>")
@requires(Permission.PROPOSAL_LIST)
def bundle(call_ref: str, bundle_ref: str) -> str:
    """How far it is, and the way to fetch it. Three queries."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    row = queries.find(actor, call, bundle_ref)
    return render_template(
        "desk/bundle.html",
        call=call,
        bundle=row,
        total=len(row.refs),
        crumbs=crumbs(call, _("Archive"), url_for("desk.proposals", call_ref=call.ref)),
    )


@blueprint.get("/calls/<call_ref>/proposals/archives/<bundle_ref>/proposals.zip")
@requires(Permission.PROPOSAL_LIST)
def bundle_fetch(call_ref: str, bundle_ref: str) -> Response:
    """What the reader may see now of what was asked for."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    row = queries.find(actor, call, bundle_ref)
    if row.done_at is None:
        flash(_("The archive is not ready yet."), "error")
        return redirect(url_for("desk.bundle", call_ref=call.ref, bundle_ref=row.ref))
    refs = readable_refs(actor, call, row.refs)
    paths = {ref: service.document_of(row, ref) for ref in refs}
    return _sent(call, refs, dossiers(call, refs), lambda one: _read(paths, one))


def _read(paths: dict[str, Path], one: Dossier) -> bytes | None:
    path = paths[one.ref]
    return path.read_bytes() if path.exists() else None


def _sent(call: Call, refs: list[str], found: list[Dossier], make: Made) -> Response:
    entries = entries_of(refs, found, make)
    response = Response(archive(entries), mimetype="application/zip")
    name = f"{call.ref}-proposals-{clock.now():%Y-%m-%d}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
