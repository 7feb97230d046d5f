"""Conflicts of interest of a call, for the lead."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import gettext as _, ngettext
from grants.core.messages import msg
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm, ConflictForm, ReasonForm
from grants.reviews.models import ConflictKind
from grants.reviews.queries import conflicts as queries
from grants.reviews.queries.pool import call_for, people_of
from grants.reviews.rules.conflicts import WAIVABLE, WORDS
from grants.reviews.service import conflicts as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, call_crumbs, how_many, lead_tabs, sent

Answer = str | Response | tuple[str, int]
UNKNOWN = msg("No proposal of this call has this reference")


@blueprint.route("/calls/<call_ref>/conflicts", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def conflicts(call_ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    form = ConflictForm(people=people_of(call))
    status = sent(form, lambda: _record(call_ref, form))
    if status == DONE:
        flash(_("The conflict is on record; from now on it binds every page."), "ok")
        return redirect(url_for("reviews.conflicts", call_ref=call_ref))
    return _page(form, call), status


def _record(call_ref: str, form: ConflictForm) -> None:
    try:
        service.record_conflict(
            current_actor(),
            call_ref,
            (form.proposal.data or "").upper(),
            form.person.data or "",
            _kind(form.kind.data),
            form.reason.data or "",
            operation=form.operation.data,
        )
    except NotFound as error:  # a reference that was typed is a mistake in the form, not a page
        raise Refused(UNKNOWN, {"proposal": UNKNOWN}) from error


def _page(form: ConflictForm, call: Call) -> str:
    rows, total = queries.recorded(current_actor(), call, page=asked_page())
    return render_template(
        "reviews/conflicts.html",
        form=form,
        look=ButtonForm(formdata=None),
        call=call,
        rows=[
            {"row": row, "kind": _(WORDS[row.kind]), "waivable": row.kind in WAIVABLE}
            for row in rows
        ],
        total=total,
        page=page_of(total, most=queries.SHOWN),
        tabs=lead_tabs(call, "conflicts"),
        crumbs=call_crumbs(call, _("Conflicts")),
    )


def _kind(typed: str | None) -> ConflictKind:
    """Anything that is no kind of ours is refused by the service as one not to be recorded."""
    return ConflictKind(typed) if typed in list(ConflictKind) else ConflictKind.DECLARED


@blueprint.post("/calls/<call_ref>/conflicts/look")
@requires(Permission.REVIEWS_MANAGE)
def look(call_ref: str) -> Response:
    key = ButtonForm().operation.data
    n = how_many(lambda: service.look(current_actor(), call_ref, operation=key))
    flash(
        ngettext("%(num)s new tie was found.", "%(num)s new ties were found.", n)
        if n
        else _("No new tie was found."),
        "ok",
    )
    return redirect(url_for("reviews.conflicts", call_ref=call_ref))


@blueprint.route("/calls/<call_ref>/conflicts/<ref>/waive", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def waive(call_ref: str, ref: str) -> Answer:
    actor = current_actor()
    call = call_for(actor, call_ref)
    form = ReasonForm()

    def act() -> None:
        service.waive(actor, call_ref, ref, form.reason.data or "", operation=form.operation.data)

    status = sent(form, act)
    if status == DONE:
        flash(_("The conflict is waived, with your reason on record."), "ok")
        return redirect(url_for("reviews.conflicts", call_ref=call_ref))
    row, proposal, person = queries.conflict_by_ref(actor, call, ref)
    page = render_template(
        "reviews/waive.html",
        form=form,
        call=call,
        row=row,
        proposal=proposal,
        person=person,
        kind=_(WORDS[row.kind]),
        waivable=row.kind in WAIVABLE and row.waived_at is None,
        crumbs=call_crumbs(call, _("Conflicts"), "reviews.conflicts"),
    )
    return page, status
