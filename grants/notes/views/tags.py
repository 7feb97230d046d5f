"""Tags on a proposal, and keeping the tags of the house."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.i18n import gettext as _
from grants.notes import service
from grants.notes.forms import ActForm, EditTagForm, MergeTagForm, TagForm
from grants.notes.models import Tag, TagTone
from grants.notes.queries import tags as queries
from grants.notes.queries.tags import TagRow
from grants.notes.rules import labels
from grants.notes.rules.tags import MOST_CHARACTERS, check_standing
from grants.notes.views import blueprint
from grants.notes.views.page import load, onward, shown
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.post("/proposals/<ref>/tags")
@requires(Permission.NOTES_WRITE)
def put_tag(ref: str) -> Answer:
    place = load(ref, Permission.NOTES_WRITE)
    form = TagForm()

    def act() -> None:
        name, key = form.name.data or "", form.operation.data
        service.put_tag(current_actor(), ref, name, operation=key)

    if form.validate_on_submit() and done(form, act):
        flash(_("The tag is on the proposal."), "ok")
        return onward(place, form, "tags")
    return shown(load(ref, Permission.NOTES_WRITE), tag=form), 422


@blueprint.post("/proposals/<ref>/tags/<tag_ref>/remove")
@requires(Permission.NOTES_WRITE)
def remove_tag(ref: str, tag_ref: str) -> Response:
    place = load(ref, Permission.NOTES_WRITE)
    form = ActForm()
    key = form.operation.data
    pressed(
        form,
        lambda: service.remove_tag(current_actor(), ref, tag_ref, operation=key),
        _("The tag is taken off."),
    )
    return onward(place, form, "tags")


# -- the tags of the house -------------------------------------------------------------------------


@blueprint.get("/tags/")
@requires(Permission.NOTES_READ)
def tags() -> str:
    actor = current_actor()
    rows = queries.tag_rows(actor)
    return render_template(
        "notes/tags.html",
        used=[row for row in rows if row.retired_at is None],
        retired=[row for row in rows if row.retired_at is not None],
        may_keep=actor.may(Permission.TAGS_KEEP),
        act_form=ActForm(formdata=None),
        labels=labels,
    )


@blueprint.route("/tags/<ref>/edit", methods=["GET", "POST"])
@requires(Permission.TAGS_KEEP)
def edit_tag(ref: str) -> Answer:
    actor = current_actor()
    tag = queries.tag(actor, ref)
    heading = tag.name
    form = EditTagForm()
    if not form.is_submitted():
        check_standing(is_retired=tag.retired_at is not None)
        form.name.data, form.tone.data, form.version.data = tag.name, tag.tone.value, tag.version

    def act() -> None:
        service.edit_tag(
            actor,
            ref,
            name=form.name.data or "",
            tone=TagTone(form.tone.data),
            version=form.version.data or 0,
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, act):
        flash(_("The tag is changed everywhere."), "ok")
        return redirect(url_for("notes.tags"), 303)
    page = render_template(
        "notes/tag.html",
        form=form,
        ref=ref,
        name=heading,
        most=MOST_CHARACTERS,
        crumbs=_crumbs(heading),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/tags/<ref>/merge", methods=["GET", "POST"])
@requires(Permission.TAGS_KEEP)
def merge_tag(ref: str) -> Answer:
    """Choose the other tag, then see what will happen, then do it."""
    actor = current_actor()
    others = [tag for tag in queries.tags(actor) if tag.ref != ref]
    form = MergeTagForm(others)

    def act() -> None:
        service.merge_tag(actor, ref, form.into.data, operation=form.operation.data)

    # before the tag is looked for: a second press of the button finds it merged
    if form.validate_on_submit() and done(form, act):
        flash(_("The two tags are one now."), "ok")
        return redirect(url_for("notes.tags"), 303)
    rows = {row.ref: row for row in queries.tag_rows(actor) if row.retired_at is None}
    source = _standing(queries.tag(actor, ref), rows)
    chosen = form.into.data if form.is_submitted() else request.args.get("into", "")
    target = rows.get(chosen or "") if chosen != ref else None
    page = render_template(
        "notes/merge_tag.html",
        form=form,
        source=source,
        target=target,
        others=[(tag.ref, tag.name) for tag in others],
        crumbs=_crumbs(_("Merge")),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/tags/<ref>/retire", methods=["GET", "POST"])
@requires(Permission.TAGS_KEEP)
def retire_tag(ref: str) -> Answer:
    actor = current_actor()
    form = ActForm()

    def act() -> None:
        service.retire_tag(actor, ref, operation=form.operation.data)

    if form.validate_on_submit() and done(form, act):
        flash(_("The tag is retired."), "ok")
        return redirect(url_for("notes.tags"), 303)
    rows = {row.ref: row for row in queries.tag_rows(actor) if row.retired_at is None}
    row = _standing(queries.tag(actor, ref), rows)
    page = render_template("notes/retire_tag.html", form=form, tag=row, crumbs=_crumbs(_("Retire")))
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/tags/<ref>/bring-back")
@requires(Permission.TAGS_KEEP)
def bring_back(ref: str) -> Response:
    form = ActForm()
    key = form.operation.data
    bring: Callable[[], None] = lambda: service.bring_back(current_actor(), ref, operation=key)  # noqa: E731
    pressed(form, bring, _("The tag is in use again."))
    return redirect(url_for("notes.tags"), 303)


def _standing(tag: Tag, rows: dict[str, TagRow]) -> TagRow:
    """The row of a tag in use; Refused when it is not any more."""
    check_standing(is_retired=tag.retired_at is not None)
    return rows[tag.ref]


def _crumbs(last: str) -> list[tuple[str, str | None]]:
    return [(_("Tags"), url_for("notes.tags")), (last, None)]
