"""One text in each language of a call, side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, Form
from wtforms.validators import Length

from grants.calls.rules.document import CallDocument, Texts
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.rules.texts import text_languages
from grants.core.forms import LineField, TextField
from grants.core.i18n import gettext as _, lazy_gettext as _l

LONGEST_LINE, LONGEST_TEXT = 300, 20_000


def texts_fields(
    name: str, texts: Texts, languages: Sequence[str], *, long: bool = False
) -> dict[str, Any]:
    """Fields `name_en`, `name_fr`, … to be attributes of a form made for them with `type()`.

    What is missing says so beside its language. templates/macros/texts.html draws them.
    """
    kind, most = (TextField, LONGEST_TEXT) if long else (LineField, LONGEST_LINE)
    return {
        f"{name}_{code}": kind(
            _(LANGUAGE_WORDS[code]),
            [Length(max=most, message=_l("Shorten this to %(max)d characters or fewer"))],
            default=texts.get(code, ""),
            description="" if texts.get(code) else _("Missing"),
        )
        for code in languages
    }


def texts_in(form: Form, name: str, before: Texts, languages: Sequence[str]) -> dict[str, str]:
    """What was typed, with the texts in languages the form did not show as they were."""
    fields: Mapping[str, Field] = form._fields
    typed = {code: str(fields[f"{name}_{code}"].data or "").strip() for code in languages}
    kept = {code: text for code, text in before.items() if code not in typed}
    return {code: text for code, text in {**typed, **kept}.items() if text}


def languages_of(call: CallDocument) -> tuple[str, ...]:
    """The languages in which the forms of a call show its texts."""
    return text_languages(call)
