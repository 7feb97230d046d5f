"""What is typed beside the list of proposals."""

from wtforms import BooleanField, IntegerField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from grants.core.forms import AtMostWords, Form, LineField, Required, TextField, TicksField
from grants.core.i18n import lazy_gettext as _l
from grants.desk.models import BulkAct
from grants.notes.rules.tags import MOST_CHARACTERS
from grants.screening.rules.clarification import QUESTION_WORDS

LONGEST_NAME = 80


class SelectionForm(Form):
    """The form around the table: what is ticked is read from what was sent."""


class AssignManyForm(Form):
    """To whom the checks of the chosen proposals are given."""

    officers = TicksField(
        _l("Who checks them"),
        description=_l(
            "Tick several people and the proposals are shared out evenly. Nobody is given one "
            "that something ties them to."
        ),
        validators=[Required(_l("Choose at least one person"))],
    )


class TagManyForm(Form):
    """A tag for the chosen proposals."""

    name = LineField(
        _l("Tag"),
        [Required(_l("Type a tag")), Length(max=MOST_CHARACTERS)],
        id="tag-name",
        description=_l("One that is in use, or a new word"),
    )


class AskManyForm(Form):
    """One question to the cities of the chosen proposals."""

    items = TicksField(
        _l("What is missing"),
        description=_l("Each city is asked only about those marked “curable” in its own check."),
        validators=[Required(_l("Choose at least one item"))],
    )
    question = TextField(
        _l("Your question"),
        description=_l("Every city reads the same words. Ask for missing proof only."),
        validators=[Required(_l("Write your question")), AtMostWords(QUESTION_WORDS)],
    )


class EligibleManyForm(Form):
    """One button."""


ACT_FORMS: dict[BulkAct, type[Form]] = {
    BulkAct.ASSIGN: AssignManyForm,
    BulkAct.TAG: TagManyForm,
    BulkAct.ASK: AskManyForm,
    BulkAct.ELIGIBLE: EligibleManyForm,
}


class ViewForm(Form):
    """The name of a view; a new one has no version."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    name = LineField(
        _l("Name of the view"),
        [Required(_l("Give the view a name")), Length(max=LONGEST_NAME)],
        description=_l("For example: Late in West Africa"),
    )
    shared = BooleanField(
        _l("Everybody of the Secretariat finds it in their list"),
        description=_l("They see the proposals that are open to them, not those you see"),
    )
