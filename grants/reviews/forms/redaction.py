"""The copy of a proposal that does not tell who applies."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length, Optional

from grants.core.forms import Form, LineField, TextField
from grants.core.i18n import gettext, lazy_gettext as _l


class RedactionForm(Form):
    """Made for one proposal by `redaction_form`; `seen` is the number of the copy it shows."""

    seen = HiddenField(default="0")
    title = LineField(_l("Title that evaluators read"), validators=[Length(max=300)])
    words = TextField(
        _l("Words to black out"),
        description=_l(
            "One line each: names of the city, of organisations and people, short forms. Letter "
            "case and accents do not matter."
        ),
    )

    def lines(self) -> tuple[str, ...]:
        """The words, each once, in their order."""
        found = (" ".join(line.split()) for line in (self.words.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in found if line))


def redaction_form(
    texts: Sequence[str], others: Sequence[str], documents: Sequence[str], data: dict[str, Any]
) -> RedactionForm:
    """With a field for each text, a box for each answer that can be left out, and for each document
    whether it is shown and another file."""
    fields: dict[str, Any] = {}
    for code in texts:
        fields[f"text_{code}"] = TextField(gettext("What evaluators read"))
    for code in (*texts, *others):
        fields[f"hide_{code}"] = BooleanField(gettext("Leave this answer out"))
    for code in documents:
        fields[f"show_{code}"] = BooleanField(gettext("Show this document"))
        fields[f"upload_{code}"] = FileField(
            gettext("Another file instead"), validators=[Optional()]
        )
    made: RedactionForm = type("ProposalRedactionForm", (RedactionForm,), fields)(data=data)
    return made
