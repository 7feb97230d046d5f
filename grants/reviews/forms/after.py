"""What a lead says of a review once it is in."""

from typing import Any

from wtforms import RadioField

from grants.core.forms import AtMostWords, Form, LineField, MayStayOpen, TextField, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.reviews.forms.own import REASON_LIMIT
from grants.reviews.models import ReviewQuality
from grants.reviews.rules.work import QUALITY_WORDS


class SendBackForm(Form):
    """Why a review goes back to its author."""

    note = TextField(
        _l("What should be looked at again?"),
        description=_l("The author reads this in a mail and above the review."),
        validators=[REASON_LIMIT],
    )


class RateForm(Form):
    """How useful a review was."""

    quality = RadioField(_l("How useful is this review?"), validators=[MayStayOpen()])
    words = LineField(
        _l("A word to it"),
        description=_l("For the office: it helps when evaluators are invited again."),
        validators=[AtMostWords(60)],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.quality.choices = choices((q.value, gettext(QUALITY_WORDS[q])) for q in ReviewQuality)
