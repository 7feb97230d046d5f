"""What people may type in a message."""

from flask_wtf.file import MultipleFileField
from wtforms.validators import Optional

from grants.core.forms import Form, TextField, VersionedForm
from grants.core.i18n import lazy_gettext as _l


class MessageForm(Form):
    """A text and a few files; the rules of a message check both."""

    words = TextField(_l("Your message"))
    files = MultipleFileField(_l("Files to send with it"), validators=[Optional()])


class SettleForm(VersionedForm):
    """One button: the last message of the team needs no answer."""
