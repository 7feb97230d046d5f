"""Where the rules of a call come from, what became of it, and what is said above it."""

from typing import Any, cast

from wtforms import IntegerField
from wtforms.validators import Length, NumberRange, Optional

from grants.calls.exchange.changes import telling
from grants.calls.forms.fields import whole_dollars
from grants.calls.forms.parts import PartForm
from grants.calls.forms.texts import LONGEST_LINE, texts_fields, texts_in
from grants.calls.rules.document import CallDocument, Funnel, Texts
from grants.calls.rules.labels import SETTING_WORDS
from grants.calls.rules.texts import text_languages
from grants.core.forms import LineField, MoneyField
from grants.core.i18n import gettext as _, lazy_gettext as _l

COUNTS = ("received", "eligible", "approved")
MOST_PROPOSALS = 1_000_000
NOTES = ("note", "funnel_note")
RESULTS = "funnel"  # said on this page itself, so that its source can be said with it


def _count(label: Any) -> IntegerField:
    words = _l("Write a whole number from %(min)s to %(max)s")
    return IntegerField(label, [Optional(), NumberRange(0, MOST_PROPOSALS, message=words)])


class SourcesForm(PartForm):
    """Made for the languages and the settings of one call by `sources_form`."""

    languages: tuple[str, ...]
    settings: tuple[str, ...]  # that a source can be given for, in the order of the file

    received = _count(_l("Proposals received"))
    eligible = _count(_l("Eligible"))
    approved = _count(_l("Approved"))
    awarded_cents = MoneyField(_l("Awarded in all"), [Optional(), whole_dollars])

    def begin_with(self, document: CallDocument) -> None:
        for name in (*COUNTS, "awarded_cents"):
            self[name].data = getattr(document.funnel, name)
        for name in self.settings:
            self[f"source_{name}"].data = document.facts.get(name, "")

    def values(self, document: CallDocument) -> dict[str, Any]:
        funnel = Funnel(
            **{name: self[name].data for name in (*COUNTS, "awarded_cents")},
            note=self._texts("funnel_note", document.funnel.note),
        )
        typed = {name: self[f"source_{name}"].data for name in self.settings}
        if funnel == Funnel():
            typed[RESULTS] = ""
        return {
            "note": self._texts("note", document.note),
            "facts": {name: who for name, who in {**document.facts, **typed}.items() if who},
            "funnel": funnel,
        }

    def _texts(self, name: str, before: Texts) -> Texts:
        return texts_in(self, name, before, self.languages)


def sources_form(document: CallDocument) -> SourcesForm:
    """The form in the languages of the call, with a source for each setting that says something."""
    languages = text_languages(document)
    settings = tuple(dict.fromkeys((*telling(document), RESULTS)))
    fields: dict[str, Any] = {
        "languages": languages,
        "settings": settings,
        "written": NOTES,
        **texts_fields("note", document.note, languages, long=True),
        **texts_fields("funnel_note", document.funnel.note, languages, long=True),
    }
    longest = Length(max=LONGEST_LINE, message=_l("Shorten this to %(max)d characters or fewer"))
    for name in settings:
        fields[f"source_{name}"] = LineField(_(SETTING_WORDS[name]), [longest])
    return cast(SourcesForm, type("SourcesFormOfCall", (SourcesForm,), fields)())
