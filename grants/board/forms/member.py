"""What members and the chair type."""

from wtforms import RadioField, SelectField

from grants.board.rules.words import CHOICES
from grants.core.forms import AtMostWords, Form, LineField, Required, TextField, choices
from grants.core.i18n import lazy_gettext as _l


class ObjectForm(Form):
    """A reasoned objection."""

    reason = TextField(
        _l("Why do you object?"),
        [Required(_l("Say why you object")), AtMostWords(500)],
        description=_l("The other members read this at the meeting that will decide the item"),
    )


class VoteForm(Form):
    """One vote."""

    choice = RadioField(
        _l("Your vote"),
        [Required(_l("Choose for, against or abstain"))],
        choices=choices((choice.value, _l(words)) for choice, words in CHOICES.items()),
    )


class RecuseForm(Form):
    """A member steps aside."""

    interest = LineField(
        _l("What is the interest?"),
        [Required(_l("Say what the interest is")), AtMostWords(60)],
        description=_l("Kept on record for the secretary, the chair and the auditor"),
    )


class RecuseSeatForm(Form):
    """The chair puts a seat out of an item."""

    seat = SelectField(_l("Seat"), [Required(_l("Choose a seat"))])
    why = LineField(_l("Why?"), [Required(_l("Give the reason")), AtMostWords(60)])


class InterestForm(Form):
    """A standing declaration."""

    organisation = LineField(
        _l("Organisation"),
        [Required(_l("Name the organisation"))],
        description=_l("Begin typing and choose one from the list"),
    )
    words = LineField(
        _l("What is the interest?"),
        [AtMostWords(60)],
        description=_l("For example: I sit on its council; my spouse works there"),
    )
