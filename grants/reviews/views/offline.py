"""Reviewing without a connection: the forms as a spreadsheet, away and back."""

import tempfile
from io import BytesIO
from pathlib import Path

from flask import Response as Download, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.attachments import attachment
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.i18n import gettext as _, ngettext, render
from grants.core.messages import msg
from grants.core.spreadsheets import MEDIA_TYPE
from grants.files.inspect import inspect_content
from grants.files.rules import MAX_BYTES, Kind, accept_attribute
from grants.permissions import Permission
from grants.reviews.forms import ReviewFileForm, TakeOverForm
from grants.reviews.models import AssignmentStatus
from grants.reviews.offline_book import read_review_book, review_book
from grants.reviews.queries.desk import desk
from grants.reviews.queries.work import Held, held
from grants.reviews.rules import work
from grants.reviews.rules.offline import FilledCell
from grants.reviews.service import offline as service
from grants.reviews.service.offline import CheckedFile, Plan
from grants.reviews.service.review import given_of
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, SHOWN, WRONG, own_crumbs, sent

Answer = str | Response | tuple[str, int]
MISSING = msg("Choose the spreadsheet")
SHOWN_LINES = 200


@blueprint.get("/offline.xlsx")
@requires(Permission.REVIEWS_OWN)
def all_book() -> Download:
    """Every review that is open to the reader and not submitted."""
    actor = current_actor()
    refs = [row.ref for row in desk(actor).open if row.status is AssignmentStatus.DECLARED]
    return _book([held(actor, ref) for ref in refs], "reviews.xlsx")


@blueprint.get("/<ref>/offline.xlsx")
@requires(Permission.REVIEW_WRITE)
def one_book(ref: str) -> Download:
    """One review; NotFound when it is not to be written any more."""
    return _book([held(current_actor(), ref)], f"review-{ref}.xlsx")


def _book(reviews: list[Held], name: str) -> Download:
    open_ = [one for one in reviews if work.may_write(one) and not one.is_submitted]
    ready = [(one, given_of(one)) for one in open_]
    if not ready:
        raise NotFound
    data = review_book(ready)
    return attachment(BytesIO(data), name=name, media_type=MEDIA_TYPE, size=len(data))


@blueprint.route("/offline", methods=["GET", "POST"])
@requires(Permission.REVIEWS_OWN)
def offline() -> Answer:
    """Take the forms away, and send them back: checked, and nothing changes yet."""
    actor = current_actor()
    form, checked, ref = ReviewFileForm(), CheckedFile((), ()), ""

    def act() -> None:
        nonlocal checked, ref
        ref, checked = service.keep(actor, _cells(), operation=form.operation.data)

    status = sent(form, act)
    if status == DONE and ref:
        return redirect(url_for("reviews.offline_check", upload_ref=ref))
    if status == DONE and not checked.faults:
        return redirect(url_for("reviews.offline"))  # sent twice
    if status == DONE:
        form.renew_operation()
    page = render_template(
        "reviews/offline.html",
        form=form,
        open_rows=[r for r in desk(actor).open if r.status is AssignmentStatus.DECLARED],
        faults=[(n, render(what)) for n, what in checked.faults[:SHOWN_LINES]],
        n_faults=len(checked.faults),
        accept=accept_attribute((Kind.XLSX,)),
        max_bytes=MAX_BYTES,
        crumbs=own_crumbs(_("Review without a connection")),
    )
    return page, WRONG if checked.faults else SHOWN if status == DONE else status


def _cells() -> list[FilledCell]:
    """What was sent, looked into before it is read; the file itself is not kept."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refused(MISSING, {"file": MISSING})
    db.session.rollback()  # nobody else waits while a large file is checked
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reviews"
        path.write_bytes(upload.stream.read(MAX_BYTES + 1))
        words = None
        if path.stat().st_size > MAX_BYTES:
            words = msg("The file is too large. Nothing was changed.")
        elif _kind(path) is not Kind.XLSX:
            words = msg("Send an Excel file (.xlsx), as it was downloaded here.")
        if words is not None:
            raise Refused(words, {"file": words})
        return read_review_book(path)


def _kind(path: Path) -> Kind:
    try:
        return inspect_content(path)
    except Refused as error:
        raise Refused(error.message, {"file": error.message}) from error


@blueprint.route("/offline/<upload_ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_OWN)
def offline_check(upload_ref: str) -> Answer:
    """Each review with what the file would change; only what is ticked is taken over."""
    actor = current_actor()
    row, checked = service.upload_of(actor, upload_ref)
    if row.taken_at is not None:
        flash(_("This file was dealt with already. Send it again to use it once more."), "info")
        return redirect(url_for("reviews.offline"))
    plans = [plan for plan in checked.plans if plan.changes]
    form = TakeOverForm([(_value(one), one.found.title) for one in plans])
    if form.validate_on_submit():
        done, left = service.take_over(actor, upload_ref, form.versions())
        if done:
            words = ngettext("%(num)s review is saved.", "%(num)s reviews are saved.", len(done))
            flash(" ".join((words, _("Nothing is submitted yet."))), "ok")
        for title in left:
            flash(_("“%(title)s” was saved here meanwhile and left alone.", title=title), "warn")
        if not done and not left:
            flash(_("Nothing was taken over."), "info")
        return redirect(url_for("reviews.desk"))
    if not form.is_submitted():
        form.take.data = [_value(one) for one in plans if not one.is_newer]
    return render_template(
        "reviews/offline_check.html",
        form=form,
        plans=[(one, _rows(one)) for one in plans],
        faults=checked.faults,
        action=url_for("reviews.offline_check", upload_ref=upload_ref),
        crumbs=own_crumbs(_("What the file says")),
    )


def _value(plan: Plan) -> str:
    return f"{plan.found.assignment.ref}/{plan.found.version}"


def _rows(plan: Plan) -> list[tuple[str, str, str]]:
    """Each change by the words of its field."""
    names = {
        "strengths": _("Strengths"),
        "weaknesses": _("Weaknesses"),
        "question": _("A question for the full proposal"),
        "for_committee": _("For the committee only"),
        "advice": _("Advice"),
        "confidence": _("Knowledge of the field"),
    }
    parts = {"points": _("points"), "comment": _("comment"), "committee": _("for the committee")}
    found = []
    for field, before, after in plan.changes:
        part, _sep, code = field.partition("_")
        label = names.get(field) or f"{code}: {parts.get(part, part)}"
        found.append((label, before or "–", after or "–"))
    return found
