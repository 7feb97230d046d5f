"""The file of a slot as a form brings it: whole, or by the name of what came in pieces before."""

from flask import request

from grants.accounts.service.session import leave_queue
from grants.core.i18n import gettext
from grants.files.service import Whole, receive, whole
from grants.proposals.queries.access import Access
from grants.proposals.views.filters import file_size

NAMED = "-upload"  # after the name of a file's control: the field that names an upload


def sent_file(found: Access, code: str, field: str) -> Whole | None:
    """Looked into before anything is locked; None when nothing was sent. Raises Refused.

    Ends the transaction `found` was read in: load it again to write.
    """
    named = request.form.get(field + NAMED)
    if named:
        return whole(found.actor, named, found.proposal, code)
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        return None
    leave_queue()
    return Whole(receive(sent.stream), sent.filename)


def told(sent: Whole, kept: str) -> str:
    """That a file was saved, and what became of it."""
    was = sent.received.sent_size
    if was is None:
        return gettext("“%(name)s” was saved", name=kept)
    return gettext(
        "“%(name)s” was saved. The photo was made smaller: %(before)s → %(after)s",
        name=kept,
        before=file_size(was),
        after=file_size(sent.received.size),
    )
