"""Putting a document into its slot, and taking it out."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import chosen_text, gettext, render
from grants.core.messages import msg
from grants.permissions import Permission
from grants.proposals.forms.documents import RemoveForm, UploadForm
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.deadline import NoLongerEditable
from grants.proposals.service import documents
from grants.proposals.views import blueprint
from grants.proposals.views.page import show_section
from grants.proposals.views.sending import sent_file, told

Answer = str | Response | tuple[str | Response, int]


@blueprint.post("/proposals/<ref>/documents/<code>")
@requires(Permission.PROPOSAL_EDIT)
def document_upload(ref: str, code: str) -> Answer:
    """Look into the file before anything is locked, then keep it as the slot's newest version.

    Refusals are caught by hand, here and below: they stand at the slot.
    """
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT)
    documents.slot(found, code)
    form = UploadForm()
    try:
        sent = sent_file(found, code, form.file.name)
        if sent is None:
            raise Refused(msg("Choose a file first, then press the button. Nothing was changed."))
        kept = documents.upload(
            find(found.actor, ref, Permission.PROPOSAL_EDIT, lock=True),
            code,
            sent.received,
            sent.name,
            received_at=g.received_at,
            operation=form.operation.data,
        )
    except Refused as error:
        return _refused(found, code, error)
    flash(told(sent, kept), "ok")
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
    page = found.form().section_of(code)
    if page is None:
        raise NotFound
    return url_for(
        "proposals.section", ref=found.proposal.ref, slug=page.slug, _anchor=f"slot-{code}"
    )


def _refused(found: Access, code: str, error: Refused) -> Answer:
    """Show the section again with the reason at the slot, or why nothing can change any more."""
    page = found.form().section_of(code)
    if page is None:
        raise NotFound
    if isinstance(error, NoLongerEditable):
        body = render_template(
            "proposals/section_refused.html",
            title=chosen_text(page.title),
            reason=render(error.message),
            typed=None,
            back=url_for("proposals.section", ref=found.proposal.ref, slug=page.slug),
            back_text=gettext("See what is stored"),
        )
        return body, error.status
    return show_section(found, page, refusals={code: render(error.message)}), error.status
