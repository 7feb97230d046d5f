"""Everything beside a proposal, writing a note, taking one back."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _
from grants.core.text import blocks
from grants.notes import service
from grants.notes.forms import ActForm, NoteForm
from grants.notes.models import NoteKind
from grants.notes.queries.panel import find_note
from grants.notes.views import blueprint
from grants.notes.views.page import crumbs, here, load, onward, shown
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.get("/proposals/<ref>/notes")
@requires(Permission.NOTES_READ)
def file(ref: str) -> str:
    """Tags, notes and flags, and the forms for each."""
    return shown(load(ref))


@blueprint.post("/proposals/<ref>/notes")
@requires(Permission.NOTES_WRITE)
def write(ref: str) -> Answer:
    place = load(ref, Permission.NOTES_WRITE)
    form = NoteForm()

    def act() -> None:
        service.write_note(
            current_actor(),
            ref,
            form.words.data or "",
            NoteKind(form.kind.data),
            tell=form.tell.data or (),
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, act):
        is_private = form.kind.data == NoteKind.PRIVATE.value
        flash(
            _("Your note is kept. Only you read it.") if is_private else _("Your note is shared."),
            "ok",
        )
        return onward(place, form, "notes")
    return shown(load(ref, Permission.NOTES_WRITE), note=form), 422


@blueprint.route("/proposals/<ref>/notes/<note_ref>/take-back", methods=["GET", "POST"])
@requires(Permission.NOTES_WRITE)
def take_back(ref: str, note_ref: str) -> Answer:
    """Asks first: it cannot be undone."""
    place = load(ref, Permission.NOTES_WRITE)
    form = ActForm()
    back = here(place, "notes")

    def act() -> None:
        service.take_back(current_actor(), ref, note_ref, operation=form.operation.data)

    # before the note is looked for: a second press of the button finds none any more
    if form.validate_on_submit() and done(form, act):
        flash(_("The note is taken back."), "ok")
        return redirect(back, 303)
    if form.is_submitted():
        place = load(ref, Permission.NOTES_WRITE)
    note = find_note(place.actor, place.proposal.id, note_ref)
    is_private = note.kind is NoteKind.PRIVATE
    is_over = note.by_id != place.actor.person_id or note.withdrawn_at is not None
    if is_over and not form.is_submitted():
        flash(_("This note is not yours to take back, or was taken back before."), "info")
        return redirect(back)
    page = render_template(
        "notes/take_back.html",
        place=place,
        words=blocks(note.words),
        is_private=is_private,
        form=form,
        back=back,
        address=note_ref,
        crumbs=crumbs(place, _("Delete") if is_private else _("Withdraw")),
    )
    return (page, 422) if form.is_submitted() else page
