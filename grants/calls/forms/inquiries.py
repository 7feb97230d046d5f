"""Questions about a call, their answers, and texts that are corrected."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from wtforms import RadioField

from grants.calls.rules.inquiries import ASKED_WORDS, REASON_WORDS
from grants.core.forms import AtMostWords, Form, Required, TextField, VersionedForm
from grants.core.i18n import lazy_gettext as _l


class AskForm(Form):
    """A question about an open call."""

    words = TextField(
        _l("Your question"), [Required(_l("Write your question")), AtMostWords(ASKED_WORDS)]
    )


class DeclineForm(VersionedForm):
    """Why a question is not answered for everybody."""

    reason = TextField(
        _l("Why it is not answered here"),
        [Required(_l("Say why: the person who asked reads it")), AtMostWords(REASON_WORDS)],
    )


class MergeForm(VersionedForm):
    """The question it is answered together with."""

    into = RadioField(
        _l("Answer it together with"),
        validate_choice=False,
        validators=[
            Required(_l("Choose an earlier question of this call, or one that is answered"))
        ],
    )


class TextsForm(VersionedForm):
    """Texts in several languages; the names of its fields say what and in which language."""

    texts: tuple[tuple[str, str], ...] = ()  # what, language

    def of(self, what: str) -> dict[str, str]:
        """One text by language, as typed."""
        return {code: self[f"{w}_{code}"].data or "" for w, code in self.texts if w == what}

    def typed(self) -> dict[str, str]:
        """Everything typed, by the label of its field."""
        return {str(f.label.text): f.data for f in self if isinstance(f, TextField) and f.data}


@lru_cache(maxsize=64)
def _texts_class(texts: tuple[tuple[str, str], ...], with_note: bool) -> type[TextsForm]:
    fields: dict[str, Any] = {f"{what}_{code}": TextField() for what, code in texts}
    if with_note:
        fields["note"] = TextField(
            _l("What is corrected"),
            [Required(_l("Say what is corrected: everybody reads it beside the answer"))],
        )
    return type("OwnTextsForm", (TextsForm,), {"texts": texts, **fields})


def texts_form(
    texts: Iterable[tuple[str, str]], *, with_note: bool = False, **kwargs: Any
) -> TextsForm:
    """A form for these texts; `with_note` asks what a correction of an answer corrects."""
    return _texts_class(tuple(texts), with_note)(**kwargs)
