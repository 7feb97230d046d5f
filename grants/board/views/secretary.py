"""The secretary's pages: prepare, add items, open, record attendance, close."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import seats
from grants.board import queries
from grants.board.forms import (
    AllocationForm,
    AttendanceForm,
    MeetingForm,
    NoteForm,
    OpenForm,
    PressForm,
    TransferForm,
)
from grants.board.models import MeetingKind
from grants.board.queries.funding import allocation_rows
from grants.board.queries.positions import present
from grants.board.service import attendance as attendance_service, closing, opening, prepare
from grants.board.views import blueprint
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.forms import Form, choices
from grants.core.i18n import gettext as _, money
from grants.funds.models import Source
from grants.funds.rules import LINE_WORDS
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.route("/board/prepare", methods=["GET", "POST"], endpoint="prepare")
@requires(Permission.BOARD_PREPARE)
def prepare_page() -> Answer:
    form = MeetingForm()
    made: list[str] = []
    if request.method == "POST" and form.validate():
        plan = plan_of(form, MeetingKind(form.kind.data))
        if done(
            form,
            lambda: made.append(
                prepare.prepare(current_actor(), plan, operation=form.operation.data)
            ),
        ):
            flash(_("Prepared. Add the items, then open it to the members."), "ok")
            target = url_for("board.meeting", ref=made[0]) if made else url_for("board.index")
            return redirect(target)
    if request.method == "POST":
        form.renew_operation()
    return render_template(
        "board/prepare.html",
        form=form,
        crumbs=[(_("Meetings"), url_for("board.index")), (_("Prepare"), None)],
    ), 422 if form.errors else 200


def plan_of(form: MeetingForm, kind: MeetingKind) -> prepare.Plan:
    """What was typed of a meeting."""
    return prepare.Plan(
        kind=kind,
        title=form.title.data,
        note=form.note.data,
        days=form.days.data or 14,
        meets_at=form.instant(),
        quorum_members=form.quorum_members.data,
        quorum_constituencies=form.quorum_constituencies.data,
    )


@blueprint.route("/board/<ref>/items/add/<kind>", methods=["GET", "POST"])
@requires(Permission.BOARD_PREPARE)
def add_item(ref: str, kind: str) -> Answer:
    meeting = queries.meeting_by_ref(current_actor(), ref)
    if kind not in _ADD:
        abort(404)
    make, add = _ADD[kind]
    form = make()
    if request.method == "POST" and form.validate() and done(form, lambda: add(ref, form)):
        flash(_("The item was added."), "ok")
        return redirect(url_for("board.meeting", ref=ref))
    if request.method == "POST":
        form.renew_operation()
    code = queries.code_of(meeting)
    return render_template(
        "board/add_item.html",
        form=form,
        kind=kind,
        meeting=meeting,
        code=code,
        crumbs=[
            (_("Meetings"), url_for("board.index")),
            (code, url_for("board.meeting", ref=ref)),
            (_("Add an item"), None),
        ],
    ), 422 if form.errors else 200


def _transfer_form() -> TransferForm:
    form = TransferForm()
    rows = [
        (row[0], f"{_(LINE_WORDS[row[1]])} {row[2]} {row[3]} · {money(row[4], row[5])}")
        for row in allocation_rows()
    ]
    form.from_allocation.choices = choices(rows, _("Choose"))
    form.to_allocation.choices = choices(rows, _("Choose"))
    return form


def _add_note(ref: str, form: Form) -> None:
    data = form.data
    prepare.add_note(
        current_actor(), ref, data["title"], data["paper"], operation=data["operation"]
    )


def _add_allocation(ref: str, form: Form) -> None:
    data = form.data
    plan = prepare.AllocationPlan(
        data["line"],
        data["year"],
        data["amount"],
        Source(data["source"]),
        data["donor"],
        data["restriction"],
        data["paper"],
    )
    prepare.add_allocation(current_actor(), ref, plan, operation=data["operation"])


def _add_transfer(ref: str, form: Form) -> None:
    data = form.data
    prepare.add_transfer(
        current_actor(),
        ref,
        data["from_allocation"],
        data["to_allocation"],
        data["amount"],
        data["paper"],
        operation=data["operation"],
    )


_ADD: dict[str, tuple[Callable[[], Form], Callable[[str, Form], None]]] = {
    "note": (NoteForm, _add_note),
    "allocation": (AllocationForm, _add_allocation),
    "transfer": (_transfer_form, _add_transfer),
}


@blueprint.route("/board/<ref>/open", methods=["GET", "POST"], endpoint="open")
@requires(Permission.BOARD_PREPARE)
def open_page(ref: str) -> Answer:
    """Exactly what will happen and who is told, then the one button."""
    actor = current_actor()
    meeting = queries.meeting_by_ref(actor, ref)
    form = OpenForm()
    form.wants_day = meeting.kind is MeetingKind.MEETING and meeting.opens_at is None
    if request.method == "POST" and form.validate() and done(form, lambda: _open(ref, form)):
        flash(_("Open. The members have been told."), "ok")
        return redirect(url_for("board.meeting", ref=ref))
    return _open_page(ref, form), 422 if form.is_submitted() else 200


def _open(ref: str, form: OpenForm) -> None:
    opening.open_meeting(
        current_actor(),
        ref,
        form.version.data or 0,
        meets_at=form.instant(),
        operation=form.operation.data,
    )


def _open_page(ref: str, form: OpenForm) -> str:
    found = queries.agenda(current_actor(), ref, None)
    form.version.data, form.version.raw_data = found.meeting.version, None
    form.renew_operation()
    return render_template(
        "board/open.html",
        form=form,
        agenda=found,
        meeting=found.meeting,
        closes_at=opening.closing_instant(clock.now(), found.meeting.days),
        holders=sum(
            (seat.member_id is not None) + (seat.alternate_id is not None) for seat in seats()
        ),
        MeetingKind=MeetingKind,
        crumbs=[
            (_("Meetings"), url_for("board.index")),
            (found.code, url_for("board.meeting", ref=ref)),
            (_("Open"), None),
        ],
    )


@blueprint.route("/board/<ref>/attendance", methods=["GET", "POST"])
@requires(Permission.BOARD_PREPARE)
def attendance(ref: str) -> Answer:
    actor = current_actor()
    meeting = queries.meeting_by_ref(actor, ref)
    standing = seats()
    form = AttendanceForm()
    form.present.choices = choices(
        (seat.ref, f"{seat.organisation or seat.ref} · {seat.member or seat.alternate or '–'}")
        for seat in standing
    )
    if request.method == "POST" and form.validate():
        chosen = set(form.present.data or [])
        if done(
            form,
            lambda: attendance_service.record_attendance(
                actor, ref, chosen, operation=form.operation.data
            ),
        ):
            flash(_("Attendance is recorded."), "ok")
            return redirect(url_for("board.meeting", ref=ref))
    if request.method == "GET":
        here = present(meeting.id, clock.now())
        form.present.data = [seat.ref for seat in standing if seat.id in here]
    code = queries.code_of(meeting)
    return render_template(
        "board/attendance.html",
        form=form,
        meeting=meeting,
        code=code,
        crumbs=[
            (_("Meetings"), url_for("board.index")),
            (code, url_for("board.meeting", ref=ref)),
            (_("Attendance"), None),
        ],
    ), 422 if form.errors else 200


@blueprint.post("/board/<ref>/close", endpoint="close")
@requires(Permission.BOARD_PREPARE)
def close_page(ref: str) -> Answer:
    form = PressForm()
    pressed(
        form,
        lambda: closing.close(current_actor(), ref, operation=form.operation.data),
        _("Closed. The chair can now confirm the results."),
    )
    return redirect(url_for("board.meeting", ref=ref))
