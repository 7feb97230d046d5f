"""What people type about overlap."""

from wtforms import DateField, IntegerField, RadioField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TextInput

from grants.coordination.models import OverlapKind
from grants.coordination.rules import DAYS, KIND_WORDS, REASON_WORDS, WORDS
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


def _lazy(text: str) -> object:
    return _l(text)


class OpenForm(Form):
    """For how long members may comment."""

    days = IntegerField(
        _l("Days to comment"),
        default=DAYS,
        widget=TextInput(),
        validators=[InputRequired(_l("Write a whole number, in digits only"))],
    )


class ExtendForm(VersionedForm):
    """Until when, and why."""

    until = DateField(_l("New last day"), validators=[InputRequired(_l("Choose the new last day"))])
    reason = TextField(
        _l("Why it is extended"),
        description=_l("Members read this in the mail; it is kept on record."),
        validators=[Required(_l("Write why it is extended")), AtMostWords(REASON_WORDS)],
    )


class CommentForm(VersionedForm):
    """What a member says of one concept note."""

    kind = RadioField(
        _l("How does this meet your work?"),
        choices=choices((kind.value, _lazy(words)) for kind, words in KIND_WORDS.items()),
        validators=[InputRequired(_l("Choose one of the options"))],
    )
    words = TextField(
        _l("In your words"),
        description=_l("Not needed where you know of no overlap."),
        validators=[AtMostWords(WORDS), MayStayOpen()],
    )
    project = LineField(
        _l("Which project or programme of yours?"),
        validators=[Length(max=300), MayStayOpen()],
    )
    contact = LineField(
        _l("Whom to ask about it"),
        description=_l("A name and an address for the Secretariat; the city does not see it."),
        validators=[Length(max=300), MayStayOpen()],
    )

    def chosen(self) -> OverlapKind:
        return OverlapKind(self.kind.data)
