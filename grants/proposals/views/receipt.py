"""The proof of a submission, for its team; and the check anyone can make."""

from flask import render_template, request

from grants.accounts.queries import names
from grants.core import throttle
from grants.core.access import current_actor, requires
from grants.core.errors import TooMany
from grants.core.i18n import gettext as _, render
from grants.permissions import Permission
from grants.proposals.forms.submit import ReceiptCheckForm
from grants.proposals.queries import submission as queries
from grants.proposals.queries.access import find
from grants.proposals.queries.frozen import frozen
from grants.proposals.rules.submission import normal_hash
from grants.proposals.views import blueprint
from grants.proposals.views.attempts import both_times, tries_of
from grants.proposals.views.crumbs import crumbs_of, name_of

FREE_CHECKS = 30  # from one source within the throttle's window, before it slows down


@blueprint.get("/proposals/<ref>/receipt")
@requires(Permission.PROPOSAL_READ)
def receipt(ref: str) -> str:
    """The submission that counts, with its proof; earlier ones; every try."""
    found = find(current_actor(), ref)
    receipts = queries.receipts_of(found)
    people = names([r.by_id for r in receipts])
    return render_template(
        "proposals/receipt.html",
        found=found,
        name=name_of(found),
        receipts=receipts,
        content=frozen(found) if receipts else None,
        attempts=tries_of(found),
        people=people,
        both_times=both_times,
        unsent=found.proposal.has_unsent_changes,
        crumbs=crumbs_of(found, _("Receipt")),
    )


@blueprint.get("/receipts/")
@requires(Permission.RECEIPT_CHECK)
def receipt_check() -> str | tuple[str, int, dict[str, str]]:
    """Number and hash: genuine or not, and when; never what was submitted."""
    form = ReceiptCheckForm(request.args)
    number = (form.number.data or "").upper()
    digest = normal_hash(form.hash.data or "")
    asked = bool(number and digest)
    found, wait = None, ""
    status, headers = 200, dict[str, str]()
    if asked:
        try:
            throttle.check((f"receipt:{request.remote_addr}", FREE_CHECKS))
            found = queries.genuine(number, digest)
        except TooMany as error:
            wait = render(error.message)
            status, headers = error.status, {"Retry-After": str(error.wait_seconds)}
    page = render_template(
        "proposals/receipt_check.html",
        form=form,
        asked=asked,
        half=bool(number or digest) and not asked,
        receipt=found,
        wait=wait,
        both_times=both_times,
    )
    return page, status, headers
