"""Forms of the evaluator besides the review itself."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

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
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.reviews.models import Seniority
from grants.reviews.rules.work import SENIORITY_WORDS

LONGEST_PROFILE = 20_000
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
    best = boxes(
        _l("Those you know best"), _l("You have led or researched such work."), optional=True
    )
    slightly = boxes(_l("Those you know a little"), optional=True)
    seniority = RadioField(
        _l("How long have you judged or led such projects?"), validators=[MayStayOpen()]
    )
    expertise = TextField(
        _l("Your work in a few lines"),
        description=_l(
            "Titles of past texts, or a short CV. It is compared with the words of the proposals; "
            "the Secretariat reads it, nobody else."
        ),
        validators=[Length(max=LONGEST_PROFILE, message=_l("Use 20,000 characters or fewer"))],
    )
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
    declined_reason = LineField(
        _l("If not: why?"), description=_l("A word is enough."), validators=[AtMostWords(60)]
    )
    other_name = LineField(_l("Somebody else we could ask: name"), validators=[AtMostWords(20)])
    other_email = LineField(_l("Their e-mail address"), validators=[Length(max=200)])
    other_reason = LineField(_l("Why they?"), validators=[AtMostWords(60)])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.answer.choices = choices(
            [("yes", gettext("Yes, I take part")), ("no", gettext("No, not this time"))]
        )
        self.seniority.choices = choices((s.value, gettext(SENIORITY_WORDS[s])) for s in Seniority)


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
