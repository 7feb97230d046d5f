"""Forms of the evaluator besides the review itself."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from grants.core.forms import Form, MayStayOpen, Required, TextField, VersionedForm, choices
from grants.core.i18n import gettext, lazy_gettext as _l

REASON_LIMIT = Length(max=2000, message=_l("Use 2,000 characters or fewer"))


def boxes(label: Any, description: Any = "", *, optional: bool = False) -> SelectMultipleField:
    """Several of several."""
    return SelectMultipleField(
        label,
        description=description,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Optional() if optional else MayStayOpen()],
    )


class InvitationForm(VersionedForm):
    """Take part in the pool of a call, or not."""

    answer = RadioField(_l("Will you review proposals of this call?"), validators=[MayStayOpen()])
    languages = boxes(_l("Languages you can review in"))
    regions = boxes(
        _l("Regions you know"), _l("Proposals from there go to you first."), optional=True
    )
    themes = boxes(_l("Focus areas you know"), optional=True)
    most = IntegerField(
        _l("How many proposals at most?"),
        description=_l("One takes about an hour and a half."),
        widget=TextInput(),
        validators=[MayStayOpen()],
    )
    impartial = BooleanField(
        _l(
            "I will judge impartially, keep what I read to myself, use it for nothing else, and "
            "say at once when I have a conflict of interest."
        )
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.answer.choices = choices(
            [("yes", gettext("Yes, I take part")), ("no", gettext("No, not this time"))]
        )


class DeclarationForm(Form):
    """No conflict with one proposal, or which one."""

    conflict = RadioField(
        _l("Do you have a conflict of interest with this proposal?"),
        validators=[Required(_l("Say whether you have a conflict of interest"))],
    )
    reason = TextField(
        _l("If you have one: what connects you with it?"),
        description=_l("A sentence is enough. The Secretariat reads it; the applicant never does."),
        validators=[REASON_LIMIT],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.conflict.choices = choices(
            [("no", gettext("No, I have none")), ("yes", gettext("Yes, I step aside"))]
        )


class SubmitForm(VersionedForm):
    """Hand the review in as it is saved."""
