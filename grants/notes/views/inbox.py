"""What waits for one person of the Secretariat: flags and mentions."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.i18n import gettext as _
from grants.core.paging import asked_page, page_of
from grants.notes import service
from grants.notes.forms import ActForm
from grants.notes.models import FlagStatus
from grants.notes.queries import flags as flag_queries, inbox as queries
from grants.notes.queries.place import open_to
from grants.notes.views import blueprint
from grants.notes.views.page import words
from grants.permissions import Permission


@blueprint.get("/for-you/")
@requires(Permission.NOTES_WRITE)
def inbox() -> str:
    """Flags for the reader, notes that speak to them, and flags they raised for others."""
    actor = current_actor()
    free = open_to(actor)
    start = (asked_page() - 1) * flag_queries.MOST
    total = flag_queries.open_flags(actor)
    return render_template(
        "notes/inbox.html",
        open_flags=flag_queries.flags_for(actor, FlagStatus.OPEN, free, start=start),
        total=total,
        page=page_of(total, most=flag_queries.MOST),
        mentions=queries.mentions(actor, free),
        raised=flag_queries.flags_raised(actor, free),
        resolved=flag_queries.flags_for(actor, FlagStatus.RESOLVED, free),
        most=flag_queries.MOST,
        act_form=ActForm(formdata=None),
        **words(),
    )


@blueprint.post("/for-you/<mention_ref>/seen")
@requires(Permission.NOTES_WRITE)
def put_aside(mention_ref: str) -> Response:
    """A note that speaks to the reader was read."""
    form = ActForm()
    pressed(
        form,
        lambda: service.put_aside(current_actor(), mention_ref, operation=form.operation.data),
        _("Put aside. The note stays beside the proposal."),
    )
    return redirect(url_for("notes.inbox"), 303)
