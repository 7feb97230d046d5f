"""Settling a question about a call without an answer of its own: together with another, or not."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.forms import DeclineForm, MergeForm
from grants.calls.models import InquiryStatus
from grants.calls.queries import inquiries as loading
from grants.calls.rules.inquiries import REASON_WORDS, STATUS_WORDS
from grants.calls.service import inquiries as service
from grants.calls.views import blueprint
from grants.calls.views.answering import about, crumbs, found, here
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.forms import choices
from grants.core.i18n import gettext as _
from grants.permissions import Permission

Page = str | Response | tuple[str, int]


@blueprint.route("/calls/<ref>/inquiries/<inquiry_ref>/merge", methods=["GET", "POST"])
@requires(Permission.CALL_ANSWER)
def merge_inquiry(ref: str, inquiry_ref: str) -> Page:
    """Put it together with an earlier question: one answer for both."""
    actor = current_actor()
    call, row = found(ref, inquiry_ref)
    offered = loading.could_take_in(actor, call, row)
    if row.status is not InquiryStatus.OPEN or not offered:
        flash(_("There is no other question to put this one together with."), "info")
        return redirect(here(call, row))
    form = MergeForm(version=row.version)
    form.into.choices = choices((one.ref, one.words) for one in offered)
    if form.validate_on_submit() and done(
        form,
        lambda: service.merge(
            actor,
            ref,
            inquiry_ref,
            form.into.data or "",
            version=form.version.data,
            operation=form.operation.data,
        ),
    ):
        flash(_("The two questions are answered together."), "ok")
        return redirect(url_for("calls.inquiry", ref=ref, inquiry_ref=inquiry_ref), 303)
    call, row = found(ref, inquiry_ref)
    page = render_template(
        "calls/merge.html",
        **about(call, row),
        form=form,
        hints={one.ref: _(STATUS_WORDS[one.status]) for one in offered},
        crumbs=crumbs(call, _("Answer together")),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/calls/<ref>/inquiries/<inquiry_ref>/decline", methods=["GET", "POST"])
@requires(Permission.CALL_ANSWER)
def decline_inquiry(ref: str, inquiry_ref: str) -> Page:
    """Not for the public list, with the reason that the asker reads."""
    actor = current_actor()
    call, row = found(ref, inquiry_ref)
    if row.status is not InquiryStatus.OPEN:
        flash(_("This question is settled already."), "info")
        return redirect(here(call, row))
    form = DeclineForm(version=row.version)
    if form.validate_on_submit() and done(
        form,
        lambda: service.decline(
            actor,
            ref,
            inquiry_ref,
            form.reason.data or "",
            version=form.version.data,
            operation=form.operation.data,
        ),
    ):
        flash(_("Declined. The person who asked was told why."), "ok")
        return redirect(url_for("calls.inquiry", ref=ref, inquiry_ref=inquiry_ref), 303)
    call, row = found(ref, inquiry_ref)
    page = render_template(
        "calls/decline.html",
        **about(call, row),
        form=form,
        most=REASON_WORDS,
        crumbs=crumbs(call, _("Decline the question")),
    )
    return (page, 422) if form.is_submitted() else page
