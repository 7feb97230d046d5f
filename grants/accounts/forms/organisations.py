"""Forms about organisations."""

from collections.abc import Mapping

from wtforms import HiddenField, SelectField
from wtforms.validators import Length

from grants.accounts.forms.entry import EMAIL_LIMIT, NAME_LIMIT
from grants.accounts.forms.people import REASON_LIMIT
from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES, MEMBERSHIP_NAMES
from grants.core.forms import Form, LineField, Required, TextField, VersionedForm, choices
from grants.core.i18n import gettext, lazy_gettext as _l


def _short(most: int) -> Length:
    return Length(max=most, message=_l("This is too long"))


class OrganisationForm(VersionedForm):
    """What is kept about an organisation."""

    name = LineField(_l("Name"), validators=[Required(_l("Type the name")), NAME_LIMIT])
    acronym = LineField(_l("Short name"), validators=[_short(40)])
    kind = SelectField(_l("Kind"), validators=[Required(_l("Choose a kind"))])
    country = SelectField(_l("Country"), description=_l("Empty for an international body."))
    email_domain = LineField(
        _l("E-mail domain"),
        description=_l("What stands after the @ in its addresses, for example accra.gov.gh"),
        validators=[_short(200)],
    )
    registration_no = LineField(_l("Registration number"), validators=[_short(100)])

    def __init__(self, countries: Mapping[str, str], *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, gettext(KIND_NAMES[kind])) for kind in OrganisationKind]
        self.kind.choices = choices(kinds, empty=gettext("Choose a kind"))
        self.country.choices = choices(countries.items(), empty=gettext("No country"))
        for field in (self.acronym, self.country, self.email_domain, self.registration_no):
            field.flags.optional = True


class AffiliationForm(Form):
    """Somebody with an account works here."""

    email = LineField(
        _l("E-mail address of the person"),
        validators=[Required(_l("Type an e-mail address")), EMAIL_LIMIT],
    )
    title = LineField(_l("What they do there"), validators=[NAME_LIMIT])

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.title.flags.optional = True


class EndAffiliationForm(Form):
    """One button beside each person."""

    affiliation = HiddenField()


class MembershipForm(Form):
    """The constituency and the kind of membership."""

    constituency = SelectField(
        _l("Constituency"), validators=[Required(_l("Choose a constituency"))]
    )
    membership = SelectField(_l("Membership"))

    def __init__(self, constituencies: Mapping[str, str], *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.constituency.choices = choices(
            constituencies.items(), empty=gettext("Choose a constituency")
        )
        self.membership.choices = choices(
            (kind.value, gettext(name)) for kind, name in MEMBERSHIP_NAMES.items()
        )


class MergeForm(Form):
    """Why two organisations are one."""

    target = HiddenField()
    reason = TextField(
        _l("Reason, for the record"),
        validators=[Required(_l("Say why they are the same")), REASON_LIMIT],
    )
