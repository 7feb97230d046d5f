"""Pages on which members read eligible concept notes and say where they meet their own work."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.coordination import queries, service
from grants.coordination.forms import CommentForm, ExtendForm, OpenForm
from grants.coordination.models import OverlapKind, OverlapWindow
from grants.coordination.queries import Note, Place
from grants.coordination.queries.notes import PAGE
from grants.coordination.rules import (
    DAYS,
    KIND_TONES,
    KIND_WORDS,
    LEAST_DAYS,
    MOST_DAYS,
    WORDS,
    end_of_window,
    reads_at_once,
)
from grants.coordination.service import Words
from grants.coordination.service.window import mail_params
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import Conflict
from grants.core.forms import Form, labelled
from grants.core.i18n import chosen_text, deadline, gettext as _, locale, ngettext
from grants.core.paging import asked_page, page_of
from grants.mail.letter import compose
from grants.permissions import Permission

blueprint = Blueprint("coordination", __name__, url_prefix="/overlap")
Answer = str | Response | tuple[str, int]
Crumbs = list[tuple[str, str | None]]


@blueprint.app_template_global("overlap_kind")
def overlap_kind(kind: OverlapKind) -> tuple[str, str]:
    """What a member says in one word, and its tone; for every page that shows comments."""
    return _(KIND_WORDS[kind]), KIND_TONES[kind]


@blueprint.get("/")
@requires(Permission.OVERLAP_READ)
def index() -> str:
    """Calls with a time to comment, open or past."""
    actor = current_actor()
    return render_template(
        "coordination/index.html",
        calls=queries.calls_to_comment(actor),
        may_open=actor.may(Permission.OVERLAP_OPEN),
        may_comment=actor.may(Permission.OVERLAP_COMMENT),
        crumbs=[(_("Overlap"), None)],
    )


@blueprint.get("/<call_ref>")
@requires(Permission.OVERLAP_READ)
def notes(call_ref: str) -> str:
    """The eligible concept notes of one call."""
    actor = current_actor()
    place = queries.place_of(actor, call_ref)
    counts = queries.countries_of(place)
    country = request.args.get("country", "")
    country = country if country in counts else ""
    total = counts[country] if country else sum(counts.values())
    reads_all = reads_at_once(actor)
    found = queries.notes_of(place, reads_all=reads_all, country=country, page=asked_page())
    territories = locale().territories
    return render_template(
        "coordination/notes.html",
        place=place,
        rows=found,
        total=total,
        country=country,
        countries=[(code, territories.get(code, code)) for code in counts if code],
        areas={area["code"]: area["name"] for area in place.call.focus_areas},
        page=page_of(total, most=PAGE),
        reads_all=reads_all,
        may_comment=actor.may(Permission.OVERLAP_COMMENT),
        may_open=actor.may(Permission.OVERLAP_OPEN),
        extensions=queries.extensions_of(place.window) if place.window else [],
        crumbs=_crumbs(place),
    )


@blueprint.route("/<call_ref>/open", methods=["GET", "POST"])
@requires(Permission.OVERLAP_OPEN)
def open_window(call_ref: str) -> Answer:
    """What will happen, who is told and until when; then it is open."""
    actor, form = current_actor(), OpenForm()
    place = queries.place_of(actor, call_ref, Permission.OVERLAP_OPEN)
    url = url_for("coordination.notes", call_ref=call_ref)

    def act() -> None:
        days, key = form.days.data or 0, form.operation.data
        service.open_window(actor, call_ref, days, operation=key)

    if form.validate_on_submit():
        if done(form, act):
            flash(_("Members can comment now. They were told."), "ok")
            return redirect(url)
        place = queries.place_of(actor, call_ref, Permission.OVERLAP_OPEN)
    if place.window is not None and not form.is_submitted():
        flash(_("The time to comment was opened before. You can extend it."), "info")
        return redirect(url)
    page = _open_page(place, form)
    return (page, 422) if form.is_submitted() else page


def _open_page(place: Place, form: OpenForm) -> str:
    days = form.days.data if form.days.data and not form.errors else DAYS
    now = clock.now()
    ends_at = end_of_window(now, min(max(days, LEAST_DAYS), MOST_DAYS), place.call.zone)
    total = sum(queries.countries_of(place).values())
    window = OverlapWindow(opened_at=now, ends_at=ends_at)
    people = service.people_to_tell()
    language = people[0].language if people else "en"
    return render_template(
        "coordination/open.html",
        place=place,
        form=form,
        rows=queries.notes_of(place, reads_all=False),
        total=total,
        ends_at=ends_at,
        bounds=(DAYS, LEAST_DAYS, MOST_DAYS),
        happens=[
            ngettext(
                "Members read %(num)s eligible concept note as it was submitted, with its files; "
                "no scores and nothing of the check.",
                "Members read %(num)s eligible concept notes as they were submitted, with their "
                "files; no scores and nothing of the check.",
                total,
            ),
            _("Nobody sees a note that their own organisation has a part in."),
            _("Notes that become eligible later join by themselves."),
            _("With %(days)s days it ends on %(at)s.", days=days, at=deadline(ends_at)),
            _("Two working days before the end, members who have said nothing are reminded."),
        ],
        told=[
            ngettext(
                "%(num)s person: member reviewers and members of the board",
                "%(num)s people: member reviewers and members of the board",
                len(people),
            )
        ],
        letter=compose("overlap_opened", mail_params(place.call, window), language),
        crumbs=[*_crumbs(place, linked=True), (_("Open the time to comment"), None)],
    )


@blueprint.route("/<call_ref>/extend", methods=["GET", "POST"])
@requires(Permission.OVERLAP_OPEN)
def extend(call_ref: str) -> Answer:
    """A later last day, with a reason."""
    actor, form = current_actor(), ExtendForm()
    place = queries.place_of(actor, call_ref, Permission.OVERLAP_OPEN)
    url = url_for("coordination.notes", call_ref=call_ref)

    def act() -> None:
        service.extend_window(
            actor,
            call_ref,
            form.until.data,
            form.reason.data or "",
            version=form.version.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit():
        if done(form, act):
            flash(_("The time to comment is longer now. Members were told."), "ok")
            return redirect(url)
        place = queries.place_of(actor, call_ref, Permission.OVERLAP_OPEN)
    if place.window is None or (not place.is_open and not form.is_submitted()):
        flash(_("Only a time to comment that is open can be extended."), "info")
        return redirect(url)
    if not form.is_submitted():
        form.version.data = place.window.version
    page = render_template(
        "coordination/extend.html",
        place=place,
        window=place.window,
        form=form,
        told=len(service.people_to_tell()),
        crumbs=[*_crumbs(place, linked=True), (_("Extend"), None)],
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/<call_ref>/<ref>", methods=["GET", "POST"])
@requires(Permission.OVERLAP_READ)
def note(call_ref: str, ref: str) -> Answer:
    """One concept note to read, and what the reader says of it."""
    actor = current_actor()
    found, form = queries.note_of(actor, call_ref, ref), CommentForm()
    if not form.is_submitted():
        return _note_page(found, _filled(form, found))

    def act() -> None:
        said = Words(
            form.chosen(), form.words.data or "", form.project.data or "", form.contact.data or ""
        )
        service.comment(
            actor,
            call_ref,
            ref,
            said,
            version=form.version.data or 0,
            received_at=g.received_at,
            operation=form.operation.data,
        )

    if form.validate():
        try:
            if done(form, act):
                flash(_("Your comment is kept. You can change it until the time ends."), "ok")
                return redirect(url_for("coordination.notes", call_ref=call_ref))
        except Conflict as error:
            for side in (error.mine, error.theirs):
                side["kind"] = _(KIND_WORDS[OverlapKind(side["kind"])])
            raise labelled(form, error) from error
    return _note_page(queries.note_of(actor, call_ref, ref), form), 422


def _filled(form: CommentForm, found: Note) -> CommentForm:
    said = found.comment
    form.version.data = said.version if said else 0
    if said is not None:
        form.kind.data, form.words.data = said.kind.value, said.words
        form.project.data, form.contact.data = said.project, said.contact
    return form


def _note_page(found: Note, form: Form) -> str:
    actor, place = current_actor(), found.place
    may_comment = actor.may(Permission.OVERLAP_COMMENT)
    reads_all = reads_at_once(actor)
    said = queries.comments_of(actor, found.proposal.id)
    context: dict[str, Any] = {
        "form": form if may_comment and place.is_open else None,
        "others": [one for one in said if not may_comment or one.person_id != actor.person_id],
        "mine": next((one for one in said if one.person_id == actor.person_id), None),
        "earlier": (
            queries.versions_of(found.comment)[1:]
            if found.comment is not None and found.comment.n > 1
            else []
        ),
    }
    return render_template(
        "coordination/note.html",
        place=place,
        window=place.window,
        proposal=found.proposal,
        sections=queries.submitted_note(found),
        areas={area["code"]: area["name"] for area in place.call.focus_areas},
        may_comment=may_comment,
        reads_all=reads_all,
        most_words=WORDS,
        crumbs=[
            *_crumbs(place, linked=True),
            (found.proposal.title or found.proposal.ref, None),
        ],
        **context,
    )


def _crumbs(place: Place, *, linked: bool = False) -> Crumbs:
    url = url_for("coordination.notes", call_ref=place.call.ref) if linked else None
    return [(_("Overlap"), url_for("coordination.index")), (chosen_text(place.call.title), url)]
