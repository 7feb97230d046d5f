"""Where a page of one proposal's check stands: the case behind an address, and the way to it."""

from flask import abort, redirect, url_for

from grants.core.access import current_actor
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission
from grants.screening.queries import case as queries
from grants.screening.queries.case import Case
from grants.screening.queries.rescreen import must_stay_blind


def load(call_ref: str, ref: str, permission: Permission = Permission.SCREENING_WORK) -> Case:
    """The case named in an address; whoever checks it again, blind, is led to that page."""
    case = queries.find(current_actor(), ref, permission, call_ref=call_ref)
    if must_stay_blind(case):
        abort(redirect(here(case, "screening.again")))
    return case


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
