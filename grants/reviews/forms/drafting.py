"""Forms of drafting assignments: the rules, more evaluators for some, bids, a spreadsheet."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from grants.core.forms import Form, MayStayOpen, VersionedForm, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.reviews.assignment import Rules


def _number(label: Any, description: Any = "") -> IntegerField:
    return IntegerField(
        label, description=description, widget=TextInput(), validators=[MayStayOpen()]
    )


class RulesForm(VersionedForm):
    """What counts, against each other, and what each proposal should get."""

    language = _number(_l("Reads the language of the proposal"))
    theme = _number(_l("Knows the focus area"), _l("More for those who know it well."))
    region = _number(_l("Knows the region"))
    text = _number(
        _l("Own words are like the proposal's"),
        _l("The profile's text against the proposal's; it finds little across languages."),
    )
    bids = _number(_l("Asked to read it"), _l("Counts only where evaluators were asked."))
    language_readers = _number(
        _l("How many evaluators of each proposal read its language?"), _l("0 switches this off.")
    )
    seniors = _number(_l("How many of them are senior?"), _l("0 switches this off."))
    evenness = _number(
        _l("Price of an uneven load"),
        _l(
            "Points of fit for each proposal more or fewer than an even share. 0: loads may differ "
            "up to everybody's own limit."
        ),
    )
    crossing = _number(
        _l("Places of each region for people who also know other regions, in percent"),
        _l("Shared reading puts all scores on one scale; about 20 is enough."),
    )
    lift = _number(
        _l("How much of the whole fit may go to lift the worst served, in percent"),
        _l("0: only the whole counts."),
    )

    def rules(self) -> Rules:
        """What was typed; what was left empty is 0."""
        return Rules(**{name: self[name].data or 0 for name in Rules.__dataclass_fields__})


class WorkOutForm(Form):
    """Fill what is open, or work out anew what nobody chose by hand."""

    again = HiddenField()


class LinkForm(Form):
    """The extra places as they were shown."""

    seen = HiddenField()


class MoreForm(Form):
    """More evaluators for some proposals, or another round for them."""

    proposals = SelectMultipleField(
        _l("Proposals"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        validators=[MayStayOpen()],
    )
    kind = RadioField(_l("What is asked for?"), validators=[MayStayOpen()])
    extra = _number(_l("How many more for each?"), _l("From 1 to 3."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(
            [
                ("third", gettext("More reviews in this round, by people who have not read it")),
                ("round", gettext("A second round; the same people may read it again")),
            ]
        )


class SheetForm(Form):
    """A spreadsheet that comes back."""

    file = FileField(_l("The spreadsheet"), description=_l("As it was downloaded here, changed."))
