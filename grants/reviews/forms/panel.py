"""What is said about a proposal among those who reviewed it."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from grants.core.forms import Form, TextField, TicksField, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.reviews.models import Audience
from grants.reviews.rules.work import AUDIENCE_WORDS


class RemarkForm(Form):
    """A remark; `audience` is asked of the office alone."""

    words = TextField(_l("Your remark"))
    audience = RadioField(_l("Who reads it"), default=Audience.PANEL.value)
    tell = TicksField(
        _l("Tell by mail"),
        validators=[Optional()],
        validate_choice=False,  # the service knows who reads the remark, and says so in words
    )

    corrects = SelectField(
        _l("Does it correct an earlier remark of yours?"), default="", validate_choice=False
    )

    def __init__(
        self, people: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]], **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.corrects.choices = choices(own, empty=gettext("No"))
        self.audience.choices = choices((a.value, gettext(AUDIENCE_WORDS[a])) for a in Audience)
        self.tell.choices = choices(people)
