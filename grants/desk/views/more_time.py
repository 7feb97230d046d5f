"""More time for one applicant: which one, said by the reference the applicant gave."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext as _
from grants.core.text import clean_line
from grants.desk.views import blueprint
from grants.permissions import Permission
from grants.proposals.queries.extension import find_for_extension


@blueprint.get("/calls/<call_ref>/more-time")
@requires(Permission.PROPOSAL_EXTEND)
def more_time(call_ref: str) -> str | Response:
    """Drafts are listed nowhere, so their reference is typed; it leads on to the form."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    ref = clean_line(request.args.get("ref", ""))[:40].upper()
    if ref:
        try:
            if find_for_extension(actor, ref).call.id == call.id:
                return redirect(url_for("proposals.extend", ref=ref))
        except NotFound:
            pass  # the same words as for a reference of another call
    return render_template(
        "desk/more_time.html",
        call=call,
        ref=ref,
        crumbs=[
            (chosen_text(call.title), url_for("screening.desk", call_ref=call.ref)),
            (_("Proposals"), url_for("desk.proposals", call_ref=call.ref)),
            (_("More time"), None),
        ],
    )
