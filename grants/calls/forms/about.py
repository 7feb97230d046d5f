"""What a call says of itself: its texts, focus areas and contact."""

from typing import Any, ClassVar, cast

from wtforms import FieldList, HiddenField
from wtforms.validators import Length, Regexp

from grants.calls.forms.parts import PartForm
from grants.calls.forms.rows import are_whole, coded_texts, filled, rows_of
from grants.calls.forms.texts import texts_data, texts_fields, texts_in
from grants.calls.rules.document import CallDocument, FocusArea
from grants.calls.rules.texts import text_languages
from grants.core.forms import LineField, Required
from grants.core.i18n import lazy_gettext as _l

TEXTS = ("title", "theme", "summary", "guidance")


class AboutForm(PartForm):
    """Made for the languages of one call by `about_form`."""

    languages: ClassVar[tuple[str, ...]]
    focus_areas: FieldList
    written = TEXTS
    needed = ("title", "summary")

    contact_email = LineField(
        _l("Contact for cities"),
        [
            Required(_l("Give an e-mail address")),
            Length(max=254, message=_l("Shorten this to %(max)d characters or fewer")),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Give an e-mail address")),
        ],
    )

    def begin_with(self, document: CallDocument) -> None:
        self.contact_email.data = document.contact_email
        for area in document.focus_areas:
            row = {"was": area.code, "code": area.code, **texts_data("name", area.name)}
            self.focus_areas.append_entry(row)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return are_whole(self.focus_areas, "name") and sound

    def values(self, document: CallDocument) -> dict[str, Any]:
        before = {area.code: area.name for area in document.focus_areas}
        texts = {
            name: texts_in(self, name, getattr(document, name), self.languages) for name in TEXTS
        }
        for name, found in texts.items():  # other languages never stand without English
            texts[name] = found if "en" in found else {}
        return {
            **texts,
            "focus_areas": tuple(
                FocusArea(
                    row["code"].data,
                    texts_in(row, "name", before.get(row["was"].data, {}), self.languages),
                )
                for row in filled(self.focus_areas)
            ),
            "contact_email": self.contact_email.data,
        }


def about_form(document: CallDocument) -> AboutForm:
    """The form in the languages of the call."""
    languages = text_languages(document)
    row = {"was": HiddenField(), **coded_texts("name", languages)}
    fields: dict[str, Any] = {"languages": languages, "focus_areas": rows_of("FocusRow", row)}
    for name in TEXTS:
        long = name in ("summary", "guidance")
        fields |= texts_fields(name, getattr(document, name), languages, long=long)
    return cast(AboutForm, type("AboutForm", (AboutForm,), fields)())
