"""Who of the Secretariat works for a call: named and removed at any time."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.models import Role
from grants.accounts.queries import people_with
from grants.calls import queries, service
from grants.calls.forms.people import StaffForm
from grants.calls.models import Call, CallStatus
from grants.calls.rules.labels import DUTY_WORDS
from grants.calls.rules.publishing import check_staffed
from grants.calls.views import blueprint
from grants.calls.views.editing import finding_words
from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.permissions import Permission


@dataclass(frozen=True)
class Named:
    """Somebody with what they do for the call, as templates/macros/records.html draws people."""

    id: int
    name: str
    role: str
    note: str = ""


def named_on(call: Call) -> list[Named]:
    """Everybody named on a call; of those who do not hold the role any more it is said."""
    return [
        Named(
            one.id,
            one.name,
            _(DUTY_WORDS[one.duty]),
            "" if one.holds_role else _ended(one.ended_at),
        )
        for one in queries.staff_named(call)
    ]


def _ended(at: datetime | None) -> str:
    if at is None:
        return _("Does not hold the role today: name somebody else.")
    day = i18n.day(at.astimezone(clock.BRUSSELS).date())
    return _("The role ended on %(day)s: name somebody else.", day=day)


@blueprint.route("/calls/<ref>/edit/people", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_people(ref: str) -> str | Response | tuple[str, int]:
    """Those who are named, and a form to name one more."""
    actor = current_actor()
    call = queries.for_office(actor, ref)
    form = StaffForm()
    form.offer(people_with(Role.LEAD), people_with(Role.OFFICER))
    status = 200
    if form.validate_on_submit():
        person_id, duty = form.chosen()
        given = {"operation": form.operation.data}
        if done(form, lambda: service.name_staff(actor, ref, person_id, duty, **given)):
            flash(_("Saved."), "ok")
            return redirect(url_for("calls.edit_people", ref=ref), 303)
    if form.is_submitted():
        status = 422
    leads = len(queries.leads_of(call))
    page = render_template(
        "calls/edit_people.html",
        call=call,
        form=form,
        staff=[(one, Form(formdata=None)) for one in named_on(call)],
        findings=finding_words(check_staffed(leads)),
        is_draft=call.status is CallStatus.DRAFT,
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (call.ref, url_for("calls.details", ref=ref)),
            (_("People of the Secretariat"), None),
        ],
    )
    return page if status == 200 else (page, status)


@blueprint.post("/calls/<ref>/edit/people/<int:person_id>/remove")
@requires(Permission.CALL_MANAGE)
def remove_staff(ref: str, person_id: int) -> Response:
    """Off the call; the page says so, or why not."""
    form = Form()
    pressed(
        form,
        lambda: service.remove_staff(
            current_actor(), ref, person_id, operation=form.operation.data
        ),
        _("Removed from the call."),
    )
    return redirect(url_for("calls.edit_people", ref=ref), 303)
