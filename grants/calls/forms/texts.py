"""One text in each language of a call, side by side: its fields, and what was typed."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import Field, Form
from wtforms.validators import Length

from grants.calls.forms.fields import mark
from grants.calls.rules.document import LANGUAGES, Texts
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.core.forms import LineField, TextField, VersionedForm
from grants.core.i18n import gettext as _, lazy_gettext as _l

LONGEST_LINE, LONGEST_TEXT = 300, 20_000


class WrittenForm(VersionedForm):
    """A form with texts in several languages: where one stands at all, it stands in English."""

    written: ClassVar[tuple[str, ...]] = ()  # the names of its texts
    needed: ClassVar[tuple[str, ...]] = ()  # those of them that must stand

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        for name in self.written:
            if lacks_english(self, name, needed=name in self.needed):
                sound = False
        return sound


def lacks_english(form: Form, name: str, *, needed: bool) -> bool:
    """Is the English missing of a text that is needed, or that stands in another language?

    Its field says so then.
    """
    fields: Mapping[str, Field] = form._fields
    typed = [
        code
        for code in LANGUAGES
        if f"{name}_{code}" in fields and (fields[f"{name}_{code}"].data or "").strip()
    ]
    if "en" in typed or not (needed or typed):
        return False
    if not fields[f"{name}_en"].errors:
        mark(fields[f"{name}_en"], _("Write it in English at least"))
    return True


def texts_fields(
    name: str,
    texts: Texts,
    languages: Sequence[str],
    *,
    long: bool = False,
    hint: bool = True,
) -> dict[str, Any]:
    """Fields `name_en`, `name_fr`, … to be attributes of a form made for them with `type()`.

    With `hint` what is missing says so beside its language. templates/macros/texts.html draws them.
    """
    kind, most = (TextField, LONGEST_TEXT) if long else (LineField, LONGEST_LINE)
    lacking = hint and any(texts.values())  # a text that stands in no language may be left out
    return {
        f"{name}_{code}": kind(
            _(LANGUAGE_WORDS[code]),
            [Length(max=most, message=_l("Shorten this to %(max)d characters or fewer"))],
            default=texts.get(code, ""),
            description=_("Missing") if lacking and not texts.get(code) else "",
        )
        for code in languages
    }


def texts_data(name: str, texts: Texts) -> dict[str, str]:
    """A text for the fields of a row."""
    return {f"{name}_{code}": text for code, text in texts.items()}


def texts_in(form: Form, name: str, before: Texts, languages: Sequence[str]) -> dict[str, str]:
    """What was typed, with the texts in languages the form did not show as they were."""
    fields: Mapping[str, Field] = form._fields
    typed = {code: str(fields[f"{name}_{code}"].data or "").strip() for code in languages}
    kept = {code: text for code, text in before.items() if code not in typed}
    return {code: text for code, text in {**typed, **kept}.items() if text}
