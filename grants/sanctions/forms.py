"""What people may type in the names check."""

from flask_wtf.file import FileField
from wtforms import DateField, RadioField
from wtforms.validators import Length, Optional
from wtforms.widgets import DateInput

from grants.core.forms import (
    AtMostWords,
    Form,
    LineField,
    MayStayOpen,
    Required,
    TextField,
    VersionedForm,
    choices,
)
from grants.core.i18n import lazy_gettext as _l
from grants.sanctions.models import Verdict
from grants.sanctions.rules.results import LONGEST_WORDS, VERDICT_WORDS


class PressForm(Form):
    """One button."""


class UploadForm(Form):
    """A list as a file; its day where the file bears none."""

    file = FileField(_l("The list"))
    source = LineField(
        _l("Who published it"),
        validators=[Required(_l("Write who published this list")), Length(max=300)],
        default="United Nations Security Council, consolidated list",
    )
    dated_on = DateField(
        _l("Day of the list"), validators=[MayStayOpen()], widget=DateInput(), default=None
    )


class JudgeForm(VersionedForm):
    """Is it the one who is listed?"""

    verdict = RadioField(
        _l("Is it the listed person or entity?"),
        validators=[Required(_l("Choose what you found"))],
        choices=choices((v.value, _l(VERDICT_WORDS[v])) for v in Verdict if v is not Verdict.OPEN),
    )
    words = TextField(
        _l("What you compared, and what you found"),
        validators=[
            Required(_l("Write what you compared and what you found")),
            AtMostWords(LONGEST_WORDS),
        ],
    )
    evidence = FileField(_l("Evidence"), validators=[Optional()])
