"""The settings of a call that has not opened, part by part: each page shows a form and saves it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from grants.calls.exchange.changes import changed_settings
from grants.calls.exchange.writing import setting_text
from grants.calls.forms.about import AboutForm, about_form
from grants.calls.forms.judging import judging_form
from grants.calls.forms.money import money_form
from grants.calls.forms.parts import PartForm
from grants.calls.forms.rows import change_rows
from grants.calls.forms.sources import SourcesForm, sources_form
from grants.calls.forms.when import WhenForm, when_form
from grants.calls.forms.who import WhoForm
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import LANGUAGE_WORDS, SETTING_WORDS
from grants.calls.rules.texts import text_languages
from grants.calls.views import blueprint
from grants.calls.views.editing import Edited, back_to_parts, crumbs_of, editable, is_saved
from grants.calls.views.parts import PARTS
from grants.core import i18n
from grants.core.access import requires
from grants.core.errors import Conflict
from grants.core.faces import clock_faces
from grants.core.guidance import as_markup
from grants.core.i18n import chosen_text, gettext as _
from grants.core.messages import N_
from grants.permissions import Permission
from grants.places.queries import country_lists, country_names

Answer = str | Response | tuple[str, int]
SEVERAL = 2  # settings; a page with fewer has no heading of its own among the sources
WHOLE_PARTS = N_("As a whole")
More = Callable[[Edited, Any], dict[str, Any]]


@blueprint.route("/calls/<ref>/edit/about", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_about(ref: str) -> Answer:
    """Texts side by side in the call's languages, with the guidance as it will be read."""
    return _part(ref, "calls/edit_about.html", _("What the call is about"), about_form, _preview)


def _preview(edited: Edited, form: AboutForm) -> dict[str, Any]:
    shown = []
    if request.form.get("op") == "preview":
        typed = ((code, form[f"guidance_{code}"].data.strip()) for code in form.languages)
        shown = [(code, _(LANGUAGE_WORDS[code]), as_markup(text)) for code, text in typed if text]
    return {"previews": shown}


@blueprint.route("/calls/<ref>/edit/money", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_money(ref: str) -> Answer:
    """Amounts, co-financing, budget rules."""
    return _part(ref, "calls/edit_money.html", _("Money"), money_form)


@blueprint.route("/calls/<ref>/edit/who", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_who(ref: str) -> Answer:
    """Applicants, countries, sponsors."""
    language = i18n.locale().language
    names = country_names(language)
    english = names if language == "en" else country_names("en")

    def make(_document: CallDocument) -> WhoForm:
        form = WhoForm()
        form.know(names, english)
        form.offer_lists(country_lists())
        return form

    return _part(
        ref, "calls/edit_who.html", _("Who may apply"), make, lambda *_: {"names": names.values()}
    )


@blueprint.route("/calls/<ref>/edit/when", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_when(ref: str) -> Answer:
    """Opening and closing on the clock of the call's zone, and the later time limits."""

    def more(edited: Edited, form: WhenForm) -> dict[str, Any]:
        call = edited.document
        return {
            "zones": sorted(name for name in available_timezones() if _is_place(name)),
            "opens": clock_faces(call.opens_at, call.zone),
            "closes": clock_faces(call.closes_at, call.zone),
            "reasons": form.asked(),
        }

    return _part(ref, "calls/edit_when.html", _("When"), when_form, more, _say_times)


def _is_place(zone: str) -> bool:
    return zone == "UTC" or ("/" in zone and not zone.startswith("Etc/"))


def _say_times(document: CallDocument) -> None:
    """What was saved, read back on both clocks."""
    for setting in ("opens_at", "closes_at"):
        faces = clock_faces(getattr(document, setting), document.zone)
        times = "; ".join(f"{face.place} {face.text}" for face in faces)
        if times:
            flash(_("%(event)s: %(times)s", event=_(SETTING_WORDS[setting]), times=times), "info")


@blueprint.route("/calls/<ref>/edit/judging", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_judging(ref: str) -> Answer:
    """Evaluators, marks, ties, and how the board decides."""
    return _part(ref, "calls/edit_judging.html", _("Judging and deciding"), judging_form)


@blueprint.route("/calls/<ref>/edit/sources", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_sources(ref: str) -> Answer:
    """What the fund itself said, what became of a past call, and a note above it."""

    def more(edited: Edited, form: SourcesForm) -> dict[str, Any]:
        groups: dict[str, list[Any]] = {}
        for part in PARTS:
            shown = [form[f"source_{name}"] for name in part.settings if name in form.settings]
            title = part.title if len(part.settings) > SEVERAL else WHOLE_PARTS
            groups.setdefault(_(title), []).extend(shown)
        return {"known": sorted(set(edited.document.facts.values())), "groups": groups}

    return _part(ref, "calls/edit_sources.html", _("Sources and results"), sources_form, more)


def _part(
    ref: str,
    template: str,
    heading: str,
    make: Callable[[CallDocument], PartForm],
    more: More = lambda *_: {},
    say: Callable[[CallDocument], None] = lambda _document: None,
) -> Answer:
    """Show a part; change its rows; or save it, and go back to the list of parts."""
    edited = editable(ref)
    form = make(edited.document)
    op = request.form.get("op", "")
    status = 200
    if not form.is_submitted():
        form.version.data = edited.call.version
        form.begin_with(edited.document)
    elif op:
        change_rows(form, op)
        form.renew_operation()
    else:
        form.offer(edited.document)
        if form.validate() and _is_kept(form, edited):
            say(replace(edited.document, **form.values(edited.document)))
            return back_to_parts(ref)
        status = 422
    form.offer(edited.document)
    page = render_template(
        template,
        heading=heading,
        call=edited.call,
        form=form,
        written_in=text_languages(edited.document),
        crumbs=crumbs_of(edited.call, heading),
        action=request.path,
        **more(edited, form),
    )
    return page if status == 200 else (page, status)


def _is_kept(form: PartForm, edited: Edited) -> bool:
    """Saved? When somebody was faster, both versions of what differs are shown."""

    def change(now: CallDocument) -> CallDocument:
        return replace(now, **form.values(now))

    try:
        return is_saved(form, edited.call.ref, change, form.reasons())
    except Conflict as conflict:
        theirs, mine = edited.document, change(edited.document)
        names = changed_settings(theirs, mine)
        raise Conflict(
            conflict.message,
            {_(SETTING_WORDS[name]): setting_text(name, mine) for name in names}
            | _beside(mine, theirs),
            {_(SETTING_WORDS[name]): setting_text(name, theirs) for name in names}
            | _beside(theirs, mine),
        ) from conflict


def _beside(document: CallDocument, other: CallDocument) -> dict[str, str]:
    """The sources and the note where two documents differ, as they stand in the first."""
    found = {
        _("Source of “%(setting)s”", setting=_(SETTING_WORDS[name])): document.facts.get(name, "–")
        for name in (*document.facts, *other.facts)
        if document.facts.get(name) != other.facts.get(name)
    }
    if document.note != other.note:
        found[_("Note above the call")] = chosen_text(dict(document.note))
    return found
