"""Putting a document into its slot, and taking it out."""

from flask import flash, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import form_of
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import gettext, render
from grants.core.messages import msg
from grants.files.service import receive
from grants.permissions import Permission
from grants.proposals.forms.documents import RemoveForm, UploadForm
from grants.proposals.queries.access import Access, find
from grants.proposals.service import documents
from grants.proposals.views import blueprint
from grants.proposals.views.page import show_section

Answer = str | Response | tuple[str | Response, int]


@blueprint.post("/proposals/<ref>/documents/<code>")
@requires(Permission.PROPOSAL_EDIT)
def document_upload(ref: str, code: str) -> Answer:
    """Look into the file before anything is locked, then keep it as the slot's newest version.

    Refusals are caught by hand, here and below: they stand at the slot, or are answered as data.
    """
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT)
    documents.slot(found, code)
    form = UploadForm()
    sent = request.files.get(form.file.name)
    try:
        if sent is None or not sent.filename:
            raise Refused(msg("Choose a file first, then press the button. Nothing was changed."))
        kept = documents.upload(
            find(found.actor, ref, Permission.PROPOSAL_EDIT, lock=True),
            code,
            receive(sent.stream),
            sent.filename,
            received_at=g.received_at,
            operation=form.operation.data,
        )
    except Refused as error:
        return _refused(found, code, error)
    flash(gettext("“%(name)s” was saved", name=kept), "ok")
    return redirect(_slot_url(found, code))


@blueprint.post("/proposals/<ref>/documents/<code>/remove")
@requires(Permission.PROPOSAL_EDIT)
def document_remove(ref: str, code: str) -> Answer:
    """Empty the slot; the file stays in the history of the proposal."""
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT, lock=True)
    form = RemoveForm()
    try:
        documents.remove(found, code, received_at=g.received_at, operation=form.operation.data)
    except Refused as error:
        return _refused(found, code, error)
    flash(gettext("The document was taken out. Earlier versions are kept."), "ok")
    return redirect(_slot_url(found, code))


def _slot_url(found: Access, code: str) -> str:
    page = form_of(found.call).section_of(code)
    if page is None:
        raise NotFound
    return url_for(
        "proposals.section", ref=found.proposal.ref, slug=page.slug, _anchor=f"slot-{code}"
    )


def _refused(found: Access, code: str, error: Refused) -> Answer:
    """Show the section again with the reason at the slot."""
    if request.headers.get("X-Requested-With") == "upload":
        return jsonify(message=render(error.message)), error.status
    page = form_of(found.call).section_of(code)
    if page is None:
        raise NotFound
    return show_section(found, page, refusals={code: render(error.message)}), error.status
