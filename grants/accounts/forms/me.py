"""Forms for one's own details."""

from functools import cache
from zoneinfo import available_timezones

from wtforms import PasswordField, SelectField

from grants.accounts.forms.entry import NAME_LIMIT, PasswordForm
from grants.core.forms import Form, LineField, Required, VersionedForm, choices
from grants.core.i18n import LANGUAGES, lazy_gettext as _l

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def timezones() -> dict[str, tuple[tuple[str, str], ...]]:
    """IANA zones that carry a city's name, by region."""
    zones = sorted(zone.partition("/") for zone in available_timezones())
    return {
        "UTC": (("UTC", "UTC"),),
        **{
            region: tuple(
                (f"{region}/{city}", city.replace("_", " ").replace("/", " / "))
                for found, _, city in zones
                if found == region
            )
            for region in REGIONS
        },
    }


class DetailsForm(VersionedForm):
    """Name, language, time zone."""

    name = LineField(_l("Your name"), validators=[Required(_l("Type your name")), NAME_LIMIT])
    language = SelectField(
        _l("Language of pages and messages"),
        choices=choices(LANGUAGES.items()),
        validate_choice=True,
    )
    timezone = SelectField(
        _l("Time zone"),
        description=_l("Deadlines are shown in Brussels time first, then in this one."),
    )

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.timezone.choices = {region: choices(zones) for region, zones in timezones().items()}


class ChangePasswordForm(PasswordForm):
    """The present password, then the new one."""

    present = PasswordField(
        _l("Present password"), validators=[Required(_l("Type your present password"))]
    )


class EndSessionForm(Form):
    """One button beside each session."""
