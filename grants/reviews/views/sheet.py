"""Assignments as a spreadsheet: to take away, and to send back."""

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
from grants.core.spreadsheets import MEDIA_TYPE, Cell, book_of
from grants.files.inspect.content import inspect_content
from grants.files.rules import MAX_BYTES, Kind, accept_attribute
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm, SheetForm
from grants.reviews.queries.assignment import all_proposals
from grants.reviews.queries.pool import call_for, members
from grants.reviews.service import sheet as service
from grants.reviews.service.sheet import Checked
from grants.reviews.sheet import Line, read_sheet
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, SHOWN, WRONG, how_many, sent
from grants.reviews.views.assignment import around, given_words, language_of, place_of

Answer = str | Response | tuple[str, int]
MISSING = msg("Choose the spreadsheet")
SHOWN_LINES = 200


@blueprint.get("/calls/<call_ref>/assignment/spreadsheet.xlsx")
@requires(Permission.REVIEWS_MANAGE)
def sheet_book(call_ref: str) -> Download:
    """Every place as a row; a proposal without evaluators has one with an empty address."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    emails = {m.person_id: m.email for m in members(call)}
    rows: list[list[Cell]] = []
    for row in all_proposals(actor, call):
        about = [row.title, place_of(row), language_of(row)]
        given = [(g, given_words(g)) for g in row.standing]
        rows += [
            [row.ref, emails.get(g.person_id, ""), *about, g.person, w["words"], w["why"]]
            for g, w in given
        ] or [[row.ref, "", *about, "", "", ""]]
    heads = (
        _("Reference"), _("E-mail of the evaluator"), _("Title"), _("Place"), _("Language"),
        _("Evaluator"), _("State"), _("Why"),
    )  # fmt: skip
    content = book_of(_("Assignments"), heads, rows, widths=(16, 32, 40))
    name = f"{call.ref.lower()}-assignments.xlsx"
    return attachment(BytesIO(content), name=name, media_type=MEDIA_TYPE, size=len(content))


@blueprint.route("/calls/<call_ref>/assignment/spreadsheet", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def sheet(call_ref: str) -> Answer:
    """Take it away, change it, send it back: it is checked, and nothing changes yet."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    form, checked, ref = SheetForm(), Checked(), ""

    def act() -> None:
        nonlocal checked, ref
        lines = _lines()
        ref, checked = service.plan(actor, call_ref, lines, operation=form.operation.data)

    status = sent(form, act)
    if status == DONE and ref:
        return redirect(url_for("reviews.sheet_check", call_ref=call_ref, run_ref=ref))
    if status == DONE and not checked.faults:
        return redirect(url_for("reviews.sheet", call_ref=call_ref))  # sent twice
    if status == DONE:
        form.renew_operation()
    page = render_template(
        "reviews/sheet.html",
        form=form,
        call=call_for(actor, call_ref),
        faults=[(f.n, render(f.what)) for f in checked.faults[:SHOWN_LINES]],
        n_faults=len(checked.faults),
        accept=accept_attribute((Kind.XLSX,)),
        max_bytes=MAX_BYTES,
        **around(call, "sheet", _("Spreadsheet")),
    )
    return page, WRONG if checked.faults else SHOWN if status == DONE else status


def _lines() -> list[Line]:
    """What was sent, looked into before it is read; nothing of it is kept."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refused(MISSING, {"file": MISSING})
    db.session.rollback()  # nobody else waits while a large file is checked
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(upload.stream.read(MAX_BYTES + 1))
        if path.stat().st_size > MAX_BYTES:
            words = msg("The file is too large. Nothing was changed.")
            raise Refused(words, {"file": words})
        try:
            kind = inspect_content(path)
        except Refused as error:
            raise Refused(error.message, {"file": error.message}) from error
        if kind is not Kind.XLSX:
            words = msg("Send an Excel file (.xlsx), as it was downloaded here.")
            raise Refused(words, {"file": words})
        return read_sheet(path)


@blueprint.route("/calls/<call_ref>/assignment/spreadsheet/<run_ref>", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def sheet_check(call_ref: str, run_ref: str) -> Answer:
    """What a spreadsheet would change; carried out when confirmed."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    run, checked = service.planned(actor, call, run_ref)
    form = ButtonForm()

    def act() -> None:
        n = how_many(
            lambda: service.carry_out(actor, call_ref, run_ref, operation=form.operation.data)
        )
        flash(ngettext("%(num)s draft was changed.", "%(num)s drafts were changed.", n), "ok")

    if run.started_at is not None and not form.is_submitted():
        raise NotFound
    status = sent(form, act)
    if status == DONE:
        return redirect(url_for("reviews.assignment", call_ref=call_ref))
    comes = [c for c in checked.changes if c.comes]
    goes = [c for c in checked.changes if not c.comes]
    page = render_template(
        "reviews/sheet_check.html",
        form=form,
        call=call,
        run_ref=run_ref,
        comes=len(comes),
        goes=len(goes),
        rows=[*comes, *goes][:SHOWN_LINES],
        total=len(checked.changes),
        faults=[(f.n, render(f.what)) for f in checked.faults[:SHOWN_LINES]],
        **around(call, "sheet", _("Spreadsheet")),
    )
    return page, status
