"""Corrections of an open call's wording: choosing, writing, reading back; and the public list."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, service
from grants.calls.forms import TextsForm, texts_form
from grants.calls.models import Call
from grants.calls.queries.corrections import CorrectionRow, corrections_of
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument, written_in
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.rules.wording import (
    NOTE_WORDS,
    Reworded,
    check_note,
    may_correct,
    texts_of,
    thing_of,
)
from grants.calls.service.wording import planned
from grants.calls.views import blueprint
from grants.calls.views.places import headings, place_name, text_name, things
from grants.calls.views.steps import CHANGE, DO, taken, told, wants
from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.compare import word_changes
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.core.text import clean
from grants.permissions import Permission

Page = str | Response | tuple[str, int]


# -- what everybody reads ------------------------------------------------------------------------


@dataclass(frozen=True)
class Corrected:
    """One text that was corrected, as pages show it."""

    name: str
    language: str
    before: str
    after: str

    @property
    def pieces(self) -> Any:
        return word_changes(self.before, self.after)


@dataclass(frozen=True)
class Act:
    """What was corrected at once, with its note."""

    at: Any
    note: Any
    texts: tuple[Corrected, ...]


def acts_of(call: Call, document: CallDocument | None = None) -> list[Act]:
    """The corrections of a call, the latest first; the call is read anew only when there are."""
    rows = corrections_of(call)
    if not rows:
        return []
    document = document or document_of(call)
    return [
        Act(at, told(same[0].note), tuple(_texts(document, same)))
        for at, same in ((at, list(group)) for at, group in groupby(rows, lambda row: row.at))
    ]


def _texts(document: CallDocument, rows: list[CorrectionRow] | list[Reworded]) -> list[Corrected]:
    return [
        Corrected(
            place_name(document, row.place),
            _(LANGUAGE_WORDS[code]),
            row.before[code],
            row.after[code],
        )
        for row in rows
        for code in row.after
    ]


@blueprint.get("/calls/<ref>/corrections")
@requires(Permission.PUBLIC_READ)
def corrections(ref: str) -> str:
    """Every correction with the words before and after."""
    call = queries.by_ref(ref)
    return render_template(
        "calls/corrections.html",
        call=call,
        acts=acts_of(call),
        crumbs=[
            (_("Calls"), url_for("calls.index")),
            (i18n.chosen_text(call.title), url_for("calls.show", ref=ref)),
            (_("Corrections"), None),
        ],
    )


# -- the lead ------------------------------------------------------------------------------------


@blueprint.get("/calls/<ref>/correct")
@requires(Permission.CALL_MANAGE)
def correct(ref: str) -> str:
    """Choose what to correct."""
    call = queries.for_office(current_actor(), ref)
    return render_template(
        "calls/correct.html",
        call=call,
        may_correct=may_correct(call, clock.now()),
        things=things(document_of(call)),
        headings=headings(),
        crumbs=_crumbs(call, None),
    )


@blueprint.route("/calls/<ref>/correct/<path:thing>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def correct_text(ref: str, thing: str) -> Page:
    """The texts of one thing in every language; read back with what will happen; then done."""
    call = queries.for_office(current_actor(), ref)
    if not may_correct(call, clock.now()):
        return redirect(url_for("calls.correct", ref=ref))
    document = document_of(call)
    texts = {place: t for place, t in texts_of(document).items() if thing_of(place) == thing}
    if not texts:
        raise NotFound
    form = _form(call, document, texts)
    name = place_name(document, thing)
    shown = {"call": call, "thing": thing, "name": name, "form": form, "most_words": NOTE_WORDS,
             "notes": [f"note_{code}" for code in written_in(call.languages)],
             "crumbs": _crumbs(call, name)}  # fmt: skip
    if not form.is_submitted() or wants(CHANGE):
        return render_template("calls/correct_text.html", **shown)
    given = _given(form, texts)
    note = form.of("note")
    changes: list[Reworded] = []

    def look() -> None:
        changes.extend(planned(call, given))
        check_note(written_in(call.languages), note)

    ready = form.validate() and taken(form, look)
    if ready and wants(DO):
        ready = taken(form, lambda: _do(ref, given, note, form))
        if ready:
            flash(_("Corrected. The note stands on the call's page."), "ok")
            return redirect(url_for("calls.corrections", ref=ref), 303)
    if not ready:
        shown["call"] = queries.for_office(current_actor(), ref)
        return render_template("calls/correct_text.html", **shown), 422
    return render_template(
        "calls/correct_confirm.html", **shown, changes=_texts(document, changes), note=told(note)
    )


def _form(call: Call, document: CallDocument, texts: Mapping[str, Mapping[str, str]]) -> TextsForm:
    """A field for each text in each language of the call, and the note for everybody."""
    pairs = [(place, code) for place in texts for code in _languages(call, texts[place])]
    notes = [("note", code) for code in written_in(call.languages)]
    form = texts_form([*pairs, *notes], version=call.version)
    for place, code in pairs:
        field = form[f"{place}_{code}"]
        field.label.text = f"{text_name(place)} ({_(LANGUAGE_WORDS[code])})"
        if not form.is_submitted():
            field.data = texts[place].get(code, "")
    for _note, code in notes:
        form[f"note_{code}"].label.text = _(
            "Note for everybody (%(language)s)", language=_(LANGUAGE_WORDS[code])
        )
    return form


def _languages(call: Call, texts: Mapping[str, str]) -> list[str]:
    """Those of the call's texts, and any other the text is kept in."""
    return list(dict.fromkeys([*written_in(call.languages), *texts]))


def _given(form: TextsForm, texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What differs from what stands; white space at the ends that a browser changes does not."""
    given: dict[str, dict[str, str]] = {}
    for place, before in texts.items():
        for code, typed in form.of(place).items():
            if typed.strip() != clean(before.get(code, "")).strip():
                given.setdefault(place, {})[code] = typed
    return given


def _do(ref: str, given: Mapping[str, Any], note: Mapping[str, str], form: TextsForm) -> None:
    said = {code: text for code, text in note.items() if text.strip()}
    service.correct(
        current_actor(),
        ref,
        given,
        said,
        version=form.version.data,
        operation=form.operation.data,
    )


def _crumbs(call: Call, page: str | None) -> list[tuple[str, str | None]]:
    trail: list[tuple[str, str | None]] = [
        (call.ref, url_for("calls.details", ref=call.ref)),
        (_("Correct the wording"), url_for("calls.correct", ref=call.ref) if page else None),
    ]
    return [*trail, (page, None)] if page else trail
