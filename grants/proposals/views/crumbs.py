"""Where one is, on the pages of one proposal."""

from flask import url_for

from grants.core.i18n import gettext as _
from grants.proposals.queries.access import Access

Crumbs = list[tuple[str, str | None]]


def crumbs_of(found: Access, here: str) -> Crumbs:
    """My proposals › this proposal › this page; of a test, its call first."""
    return [
        first_crumb(found),
        (name_of(found), url_for("proposals.tasks", ref=found.proposal.ref)),
        (here, None),
    ]


def first_crumb(found: Access) -> tuple[str, str]:
    """Where the proposal is listed; a test is in no list."""
    if found.proposal.is_test:
        call = found.call.ref
        return _("Try %(ref)s", ref=call), url_for("proposals.try_call", ref=call)
    return _("My proposals"), url_for("proposals.index")


def name_of(found: Access) -> str:
    """The title, or words for a proposal that has none yet."""
    return found.proposal.title or _("Proposal without a title")
