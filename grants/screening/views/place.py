"""Where a page of one proposal's check stands: the case behind an address, and the way to it."""

from flask import abort, redirect, url_for

from grants.core.access import current_actor
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission
from grants.screening.queries import case as queries
from grants.screening.queries.blind import waits_for
from grants.screening.queries.case import Case


def load(call_ref: str, ref: str, permission: Permission = Permission.SCREENING_WORK) -> Case:
    """The case named in an address; whoever checks it again, blind, is led to that page."""
    actor = current_actor()
    try:
        return queries.find(actor, ref, permission, call_ref=call_ref)
    except NotFound:
        if waits_for(actor, call_ref, ref):
            abort(redirect(url_for("screening.again", call_ref=call_ref, ref=ref)))
        raise


def here(case: Case, endpoint: str = "screening.show") -> str:
    return url_for(endpoint, call_ref=case.call.ref, ref=case.proposal.ref)


def crumbs(case: Case, last: str | None = None) -> list[tuple[str, str | None]]:
    """At most three steps: the call's desk, the file, the page."""
    title = case.proposal.title or case.proposal.ref
    found: list[tuple[str, str | None]] = [
        (
            _("Screening: %(call)s", call=chosen_text(case.call.title)),
            url_for("screening.desk", call_ref=case.call.ref),
        ),
        (title, here(case) if last else None),
    ]
    return [*found, (last, None)] if last else found
