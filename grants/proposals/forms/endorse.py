"""Forms for asking sponsors, and for what a sponsor answers."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length

from grants.accounts.queries import MemberRow
from grants.core.forms import AtMostWords, Form, LineField, Required, TextField, choices
from grants.core.i18n import lazy_gettext as _l
from grants.proposals.forms.team import EMAIL_LIMIT

ROLE_WORDS_MOST = 100
REASON_WORDS_MOST = 200
LINE_LIMIT = Length(max=200, message=_l("Use 200 characters or fewer"))


class AskForm(Form):
    """Which member, and who there."""

    organisation = SelectField(
        _l("Member of the partnership"),
        description=_l("Only members of Cities Alliance can sponsor a proposal."),
        validators=[Required(_l("Choose a member of the partnership"))],
    )
    representative = LineField(
        _l("Name of the person who speaks for the member"),
        validators=[Required(_l("Type the person's name")), LINE_LIMIT],
    )
    email = LineField(
        _l("E-mail address of that person"),
        description=_l("We send a personal link there. It must not be an address of your team."),
        validators=[Required(_l("Type an e-mail address")), EMAIL_LIMIT],
    )

    def __init__(self, *args: Any, members: Iterable[MemberRow] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.organisation.choices = choices(
            ((str(m.organisation_id), m.label) for m in members), _l("Choose a member")
        )


class ConfirmForm(Form):
    """A member backs the proposal."""

    read_sha256 = HiddenField()
    position = LineField(
        _l("Your position at the member organisation"),
        validators=[Required(_l("Type your position")), LINE_LIMIT],
    )
    role = TextField(
        _l("What your organisation will do in this project"),
        description=_l(
            "For example: advise, train, bring in other cities, pay a part, follow the work."
        ),
        validators=[
            Required(_l("Say what your organisation will do")),
            AtMostWords(ROLE_WORDS_MOST),
        ],
    )
    letter = FileField(
        _l("A signed letter, if you have one"),
        description=_l("PDF or a picture; not needed: your confirmation here is enough."),
    )
    speaks = BooleanField(
        _l("I may speak for my organisation, and it endorses this proposal as it reads above"),
        validators=[Required(_l("Tick this to confirm the endorsement"))],
    )


class DeclineForm(Form):
    """A member does not back the proposal."""

    reason = TextField(
        _l("Why your organisation does not endorse it"),
        description=_l("The team reads this. A sentence or two is enough."),
        validators=[
            Required(_l("Say why, so that the team knows what to do")),
            AtMostWords(REASON_WORDS_MOST),
        ],
    )
