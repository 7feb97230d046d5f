"""What a call says of itself: its texts, focus areas and contact."""

from typing import Any, cast

from wtforms import FieldList, Form as PlainForm, FormField, HiddenField
from wtforms.validators import Length, Regexp

from grants.calls.forms.rows import PartForm, filled, is_coded, mark
from grants.calls.forms.texts import languages_of, texts_fields, texts_in
from grants.calls.rules.document import CallDocument, FocusArea
from grants.core.forms import LineField, Required
from grants.core.i18n import gettext as _, lazy_gettext as _l

TEXTS = ("title", "theme", "summary", "guidance")
NEEDED = ("title", "summary")


class AboutForm(PartForm):
    """Made for the languages of one call by `about_form`."""

    languages: tuple[str, ...]
    focus_areas: FieldList

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
            names = {f"name_{code}": area.name.get(code, "") for code in self.languages}
            self.focus_areas.append_entry({"was": area.code, "code": area.code, **names})

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for name in TEXTS:
            typed = {code: self[f"{name}_{code}"].data for code in self.languages}
            if not typed["en"].strip() and (name in NEEDED or any(typed.values())):
                sound = mark(self[f"{name}_en"], _("Write it in English at least"))
        return is_coded(self.focus_areas, "name") and sound

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
    languages = languages_of(document)
    row = type(
        "FocusRow",
        (PlainForm,),
        {"was": HiddenField(), **coded_text(_("Code"), "name", languages)},
    )
    fields: dict[str, Any] = {"languages": languages}
    for name in TEXTS:
        long = name in ("summary", "guidance")
        fields |= texts_fields(name, getattr(document, name), languages, long=long)
    made = type("AboutForm", (AboutForm,), {**fields, "focus_areas": FieldList(FormField(row))})
    return cast(AboutForm, made())


def coded_text(label: str, name: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a row: a code, and its text in each language."""
    fields = texts_fields(name, dict.fromkeys(languages, ""), languages)
    for field in fields.values():
        field.kwargs["description"] = ""
    return {"code": LineField(label, [Length(max=60)]), **fields}
