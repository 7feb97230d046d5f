"""Texts of a call that are missing in a language: the list, and filling them all in at once."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.forms.texts import texts_fields, texts_in
from grants.calls.rules.labels import FINDING_WORDS, LANGUAGE_WORDS, TEXT_WORDS
from grants.calls.rules.texts import (
    Gap,
    Place,
    filled,
    further_languages,
    gaps,
    lacking,
    written_and_lacking,
)
from grants.calls.views import blueprint
from grants.calls.views.editing import Edited, back_to, crumbs_of, editable, is_saved
from grants.calls.views.parts import PARTS
from grants.core.access import requires
from grants.core.errors import NotFound
from grants.core.forms import VersionedForm
from grants.core.i18n import gettext as _, ngettext
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]
# Where a thing of its own page is written; the rest stands on the page of its setting.
OWN_PAGES = {"criteria": "calls.edit_criterion", "checklist": "calls.edit_check"}


@dataclass(frozen=True)
class Missing:
    """A text that is missing, as the pages show it."""

    name: str  # of its fields
    words: str
    url: str
    beside: str  # the text to translate
    beside_language: str
    languages: tuple[str, ...]
    is_long: bool

    @property
    def language_words(self) -> str:
        return ", ".join(_(LANGUAGE_WORDS[code]) for code in self.languages)


@dataclass(frozen=True)
class Further:
    """A language in which texts may stand though the call does not accept it."""

    words: str
    url: str | None  # to write what is not there yet
    state: str


@blueprint.get("/calls/<ref>/edit/texts")
@requires(Permission.CALL_MANAGE)
def edit_texts(ref: str) -> str:
    """Every text that is missing, with where it is written."""
    edited = editable(ref)
    found = gaps(edited.document)
    return render_template(
        "calls/texts.html",
        call=edited.call,
        missing=[_missing(ref, gap) for gap in found],
        further=[_further(edited, code) for code in further_languages(edited.document.languages)],
        crumbs=crumbs_of(edited.call, _("Missing texts")),
    )


@blueprint.route("/calls/<ref>/edit/texts/fill", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def fill_texts(ref: str) -> Answer:
    """Only what is missing, each beside the text it translates; saved together.

    With `language` in the address: what is not written in that one, though it need not be.
    """
    edited = editable(ref)
    language = request.args.get("language", "")
    if language and language not in further_languages(edited.document.languages):
        raise NotFound
    found = lacking(edited.document, (language,)) if language else gaps(edited.document)
    if not found:
        return redirect(url_for("calls.edit_texts", ref=ref), 303)
    form = _fill_form(found, edited.call.version)

    def typed(gap: Gap) -> dict[str, str]:
        return texts_in(form, _name(gap.place), {}, gap.missing)

    if form.validate_on_submit() and is_saved(
        form, ref, lambda now: filled(now, {gap.place: typed(gap) for gap in found})
    ):
        return back_to("calls.edit_texts", ref)
    n = len(found)
    page = render_template(
        "calls/texts_fill.html",
        call=edited.call,
        form=form,
        language=language or None,
        heading=_heading(language),
        missing=[_missing(ref, gap) for gap in found],
        count=ngettext("%(num)s text is missing.", "%(num)s texts are missing.", n),
        crumbs=crumbs_of(
            edited.call,
            _heading(language),
            (_("Missing texts"), url_for("calls.edit_texts", ref=ref)),
        ),
    )
    return (page, 422) if form.is_submitted() else page


def _fill_form(found: list[Gap], version: int) -> VersionedForm:
    fields: dict[str, Any] = {}
    for gap in found:
        fields |= texts_fields(_name(gap.place), {}, gap.missing, long=gap.place.is_long)
    form: VersionedForm = type("FillForm", (VersionedForm,), fields)(version=version)
    for field in form:
        field.description = ""  # that it is missing goes without saying here
    return form


def _heading(language: str) -> str:
    if not language:
        return _("Fill in the missing texts")
    return _("Texts in another language: %(language)s", language=_(LANGUAGE_WORDS[language]))


def _further(edited: Edited, code: str) -> Further:
    """A language that the call does not accept, and how far its texts are written in it."""
    n, left = written_and_lacking(edited.document, code)
    return Further(
        _(LANGUAGE_WORDS[code]),
        url_for("calls.fill_texts", ref=edited.call.ref, language=code) if left else None,
        _("%(written)s of %(all)s texts are written", written=n, all=n + left),
    )


def _missing(ref: str, gap: Gap) -> Missing:
    place = gap.place
    language = "en" if gap.texts.get("en") else next(c for c, text in gap.texts.items() if text)
    return Missing(
        name=_name(place),
        words=_words(place),
        url=_url(ref, place),
        beside=gap.texts[language],
        beside_language=language,
        languages=gap.missing,
        is_long=place.is_long,
    )


def _name(place: Place) -> str:
    return ".".join((place.setting, place.code, place.part))


def _words(place: Place) -> str:
    setting = _(FINDING_WORDS[place.setting])
    if place.part == place.setting:
        return setting
    first, _dot, rest = place.part.partition(".")
    if first.startswith("anchor"):
        points = int(first.removeprefix("anchor"))
        part = ngettext("%(num)s point", "%(num)s points", points)
    else:
        part = _(TEXT_WORDS[first])
    return " · ".join(word for word in (setting, place.code, part, rest) if word)


def _url(ref: str, place: Place) -> str:
    if place.setting in OWN_PAGES:
        return url_for(OWN_PAGES[place.setting], ref=ref, code=place.code)
    for part in PARTS:
        if place.setting in part.settings:
            return url_for(part.endpoint, ref=ref, form=part.form or None)
    return url_for("calls.edit", ref=ref)
