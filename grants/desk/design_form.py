"""The form of the design page: every kind of field, empty, filled and refused.

Its words are samples for those who build the house, so they are not translated.
"""

from typing import ClassVar

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FileField,
    Form as PlainForm,
    FormField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from grants.core.forms import AtMostWords, Form, LineField, MoneyField, Required, TextField, choices

ROLES = choices(
    [
        ("lead", "We lead the project"),
        ("joint", "We lead jointly with a partner"),
        ("support", "We support a partner that leads"),
    ]
)
THEMES = choices(
    [
        ("housing", "Housing and informal settlements"),
        ("water", "Water, drains and waste"),
        ("migration", "Migration and the inclusive city"),
        ("finance", "Municipal finance"),
    ]
)


class DesignRow(PlainForm):
    """One row of those that repeat."""

    partner = LineField("Name of the partner")
    amount = MoneyField("Their contribution", description="Cash only, in US dollars.")


class DesignLine(PlainForm):
    """One line of a budget, for the table that adds up."""

    name = LineField("Cost line")
    grant = MoneyField("Asked")
    cash = MoneyField("Partners, cash")


class DesignForm(Form):
    """Every kind of field; the ones named `wrong_…` are refused."""

    title = LineField("Title of the project", description="As it will appear in public.")
    email = EmailField("E-mail address", validators=[Optional()])
    password = PasswordField("Password", description="At least 15 characters. A sentence is fine.")
    problem = TextField(
        "What problem will this project tackle, and who does it affect?",
        description="Say what is happening now, how many people it affects and how you know.",
    )
    amount = MoneyField(
        "How much are you asking for, in US dollars?", description="Between 50,000 and 250,000."
    )
    starts_on = DateField("When does the work start?", validators=[Optional()])
    country = SelectField(
        "Country", choices=choices([("GH", "Ghana"), ("MZ", "Mozambique")], empty="Choose")
    )
    themes = SelectMultipleField(
        "Which themes does it touch?",
        choices=THEMES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="Choose all that apply.",
    )
    role = RadioField("What is the municipality's role?", choices=ROLES)
    letter = FileField(
        "Letter of endorsement from the mayor",
        description="PDF, JPG or PNG, up to 5 MB. A clear phone photo is fine.",
    )
    agree = BooleanField("We have read the rules of this call")
    partners = FieldList(FormField(DesignRow), min_entries=2)
    budget = FieldList(FormField(DesignLine))

    wrong_title = LineField(
        "Title with nothing in it", validators=[Required("Give the project a title")]
    )
    wrong_text = TextField("A text that is too long", validators=[AtMostWords(20)])
    wrong_amount = MoneyField("An amount that can be read in two ways")
    wrong_role = RadioField(
        "A choice that was not made",
        choices=ROLES,
        validate_choice=False,
        validators=[Required("Choose the municipality's role")],
    )
    wrong_file = FileField("A file that is missing", validators=[Required("Upload the letter")])
    wrong_agree = BooleanField(
        "A box that was not ticked", validators=[Required("Tick the box to go on")]
    )

    SAMPLE: ClassVar[dict[str, object]] = {
        "title": "Tamale: drains that residents can see",
        "email": "amina.yakubu@tamale.example",
        "problem": (
            "Each rainy season the Sakasaka and Aboabo settlements flood. Last year 11,400 people "
            "lost workdays and 2,300 homes took in water."
        ),
        "amount": 21_200_000,
        "country": "GH",
        "themes": ["water"],
        "role": "lead",
        "budget": [
            {"name": "Staff", "grant": 12_000_000, "cash": 2_000_000},
            {"name": "Community activities", "grant": 9_200_000, "cash": 3_000_000},
        ],
        "partners": [{"partner": "Residents' federation", "amount": 2_500_000}, {}],
    }
    WRONG: ClassVar[dict[str, str]] = {
        "wrong_text": "Drains are blocked because waste is collected from only one street in five, "
        "and residents have mapped 84 culverts with their phones, without a budget line.",
        "wrong_amount": "21.2.000",
    }


def design_form() -> DesignForm:
    """The form with samples in the good fields and messages at the others."""
    form = DesignForm(formdata=None, data=DesignForm.SAMPLE)
    for name, typed in DesignForm.WRONG.items():
        field = form[name]
        try:
            field.process_formdata([typed])
        except ValueError as error:
            field.process_errors.append(str(error))
        field.raw_data = [typed]
    for field in form:
        if field.name.startswith("wrong_"):
            field.validate(form)
    return form
