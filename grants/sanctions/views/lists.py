"""Lists: upload one, look at what it changes, put it in force."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.accounts.service.session import leave_queue
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.errors import Refused
from grants.core.i18n import day, gettext as _
from grants.core.messages import msg
from grants.core.paging import asked_page, page_of
from grants.core.text import clean_line
from grants.files.queries import files_of
from grants.files.service import path_of
from grants.permissions import Permission
from grants.sanctions import service
from grants.sanctions.forms import PressForm, UploadForm
from grants.sanctions.models import ListStatus, NamesList
from grants.sanctions.queries import lists as queries
from grants.sanctions.queries.lists import Changes, changes
from grants.sanctions.reading import read_list
from grants.sanctions.rules.results import STATUS_WORDS
from grants.sanctions.views import blueprint
from grants.sanctions.views.age import list_shown

Answer = str | Response | tuple[str, int]
SHOWN = 50
MOST_NAMED = 30  # names shown of what a list adds, removes, changes


@blueprint.get("/names/lists")
@requires(Permission.NAMES_LIST)
def lists() -> Answer:
    """Every list, and the form to upload one."""
    return _page(UploadForm(formdata=None))


@blueprint.post("/names/lists")
@requires(Permission.NAMES_LIST)
def upload() -> Answer:
    """Looked into and counted; nothing is in force before somebody confirms."""
    form = UploadForm()
    found: list[str] = []

    def act() -> None:
        sent = form.file.data
        if not sent or not sent.filename:
            message = msg("Choose the file of the list")
            raise Refused(message, {"file": message})
        leave_queue()  # nobody else waits while a large file is read
        found.append(
            service.upload(
                current_actor(),
                sent.stream,
                clean_line(sent.filename),
                form.source.data or "",
                form.dated_on.data,
                operation=form.operation.data,
            )
        )

    if form.validate_on_submit() and done(form, act):
        if found:
            return redirect(url_for("sanctions.one_list", list_ref=found[0]), 303)
        flash(_("This list was uploaded already: it stands below."), "info")
        return redirect(url_for("sanctions.lists"), 303)
    return _page(form), 422


def _page(form: UploadForm) -> str:
    actor = current_actor()
    rows = queries.every_list(actor, start=(asked_page() - 1) * SHOWN, most=SHOWN)
    in_force = queries.in_force()
    return render_template(
        "sanctions/lists.html",
        form=form,
        rows=rows,
        by=names(row.uploaded_by_id for row in rows),
        states={row.id: _state(row, in_force) for row in rows},
        page=page_of(queries.how_many_lists(), most=SHOWN),
        listed=list_shown(in_force),
        max_bytes=service.MOST_BYTES,
        crumbs=_crumbs(),
    )


def _state(row: NamesList, in_force: NamesList | None) -> tuple[str, str]:
    """In words, with the tone."""
    if in_force is not None and row.id == in_force.id:
        return _("In force"), "ok"
    return _(STATUS_WORDS[row.status]), "warn" if row.status is ListStatus.WAITING else ""


@blueprint.get("/names/lists/<list_ref>")
@requires(Permission.NAMES_LIST)
def one_list(list_ref: str) -> Answer:
    """What a list holds and, before it is in force, what it would change."""
    row = queries.one_list(current_actor(), list_ref)
    in_force = queries.in_force()
    waits = row.status is ListStatus.WAITING
    return render_template(
        "sanctions/list.html",
        row=row,
        waits=waits,
        state=_state(row, in_force),
        heading=_("List of %(day)s", day=day(row.dated_on)),
        files=files_of(row),
        by=names([row.uploaded_by_id, row.settled_by_id]),
        changes=_changes(row, in_force) if waits else None,
        in_force=in_force,
        is_older=in_force is not None and row.dated_on < in_force.dated_on,
        form=PressForm(formdata=None),
        throw_form=PressForm(formdata=None),
        most=MOST_NAMED,
        listed=list_shown(in_force),
        crumbs=_crumbs(_("List of %(day)s", day=day(row.dated_on))),
    )


def _changes(row: NamesList, in_force: NamesList | None) -> Changes:
    before = queries.entries_of(in_force.id) if in_force else []
    return changes(before, read_list(path_of(row.sha256)).entries)


@blueprint.post("/names/lists/<list_ref>/use")
@requires(Permission.NAMES_LIST)
def put_in_force(list_ref: str) -> Response:
    form = PressForm()
    key = form.operation.data
    pressed(
        form,
        lambda: service.put_in_force(current_actor(), list_ref, operation=key),
        _("The list is kept. New submissions are compared with the list in force by themselves."),
    )
    return redirect(url_for("sanctions.one_list", list_ref=list_ref), 303)


@blueprint.post("/names/lists/<list_ref>/throw-away")
@requires(Permission.NAMES_LIST)
def throw_away(list_ref: str) -> Response:
    form = PressForm()
    key = form.operation.data
    pressed(
        form,
        lambda: service.throw_away(current_actor(), list_ref, operation=key),
        _("Thrown away. The list in force stays."),
    )
    return redirect(url_for("sanctions.lists"), 303)


def _crumbs(last: str | None = None) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    if current_actor().may(Permission.NAMES_READ):
        found.append((_("Names check"), url_for("sanctions.index")))
    found.append((_("Lists"), url_for("sanctions.lists") if last else None))
    return [*found, (last, None)] if last else found
