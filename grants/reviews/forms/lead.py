"""Forms of the lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, FieldList, Form as PlainForm, FormField, HiddenField, SelectField
from wtforms.validators import Length
from wtforms.widgets import DateInput

from grants.calls.queries import CriterionView
from grants.core import i18n
from grants.core.forms import Form, LineField, MayStayOpen, MoneyField, Required, TextField, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.reviews.forms.own import REASON_LIMIT, boxes
from grants.reviews.models import RankingRule, Recommendation
from grants.reviews.rules.conflicts import RECORDED, WORDS
from grants.reviews.rules.ordering import RULE_WORDS
from grants.reviews.rules.work import RECOMMENDATION_WORDS


class ButtonForm(Form):
    """A button and nothing to type."""


class ReasonForm(Form):
    """Why, for the record."""

    reason = TextField(_l("Reason, for the record"), validators=[REASON_LIMIT])


class InviteForm(Form):
    """Evaluators to be asked."""

    people = boxes(_l("Evaluators not yet in this pool"))


class ConflictForm(Form):
    """A conflict that became known to the Secretariat."""

    person = SelectField(_l("Evaluator"), validate_choice=False)
    proposal = LineField(
        _l("Reference of the proposal"),
        description=_l("As it stands on the page of assignments."),
        validators=[Required(_l("Type the reference of the proposal")), Length(max=40)],
    )
    kind = SelectField(_l("How it became known"), validate_choice=False)
    reason = TextField(_l("What the conflict is"), validators=[REASON_LIMIT])

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person.choices = choices(people, empty=gettext("Choose an evaluator"))
        self.kind.choices = choices((kind.value, gettext(WORDS[kind])) for kind in RECORDED)


class AssignForm(Form):
    """The drafted evaluators of one proposal."""

    members = boxes(_l("Evaluators"))
    banned = boxes(
        _l("Never suggest for this proposal"),
        _l("For reasons that are no conflict of interest; nobody is told."),
        optional=True,
    )


class PublishForm(Form):
    """The day until which reviews are asked for."""

    due_on = DateField(
        _l("Reviews are due at the end of"),
        description=_l("23:59:59 Brussels time on that day."),
        widget=DateInput(),
        validators=[MayStayOpen()],
    )


class DepartureForm(PlainForm):
    """One proposal treated otherwise than the order suggests."""

    ref = LineField(_l("Reference of the proposal"))
    recommendation = SelectField(_l("Recommendation"), validate_choice=False)
    amount = MoneyField(
        _l("Amount, if less than was asked"), description=_l("Empty: what was asked.")
    )
    reason = TextField(_l("Reason"), description=_l("The board reads it."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.recommendation.choices = choices(
            (r.value, gettext(RECOMMENDATION_WORDS[r])) for r in Recommendation
        )


class RuleForm(Form):
    """By which rule the call is put in order, and why."""

    rule = SelectField(_l("Order the proposals by"), validate_choice=False)
    reason = TextField(
        _l("Why this rule"),
        description=_l("The board and the auditors read it."),
        validators=[REASON_LIMIT],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rule.choices = choices(
            ((rule.value, gettext(RULE_WORDS[rule])) for rule in RankingRule),
            empty=gettext("Choose a rule"),
        )


class FreezeForm(Form):
    """The slate: departures from the order with their reasons, and a note for the board."""

    seen = HiddenField()
    departures = FieldList(FormField(DepartureForm), max_entries=200)
    note = TextField(_l("Note for the board"), validators=[REASON_LIMIT])


class ModerationForm(Form):
    """Agreed points and why, by criterion, and who stays apart; made by `moderation_form`."""

    seen = HiddenField()


def moderation_form(
    criteria: Sequence[CriterionView], evaluators: Mapping[str, str], data: dict[str, Any]
) -> ModerationForm:
    """The form with its fields; few people open it, so it is built each time. `evaluators` are
    names by the reference of the assignment."""
    fields: dict[str, Any] = {}
    for c in criteria:
        name = f"{c.code}. {i18n.chosen_text(c.name)}"
        fields[f"agreed_{c.code}"] = LineField(name)
        fields[f"reason_{c.code}"] = TextField(
            gettext("Why: %(name)s", name=name), validators=[REASON_LIMIT]
        )
    for ref, name in evaluators.items():
        fields[f"apart_{ref}"] = TextField(name, validators=[REASON_LIMIT])
    made: ModerationForm = type("CallModerationForm", (ModerationForm,), fields)(data=data)
    return made
