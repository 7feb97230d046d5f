"""Who may apply to a call, from where, and with whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FieldList, Form as PlainForm, FormField, SelectField
from wtforms.validators import Length

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.forms.fields import CountField, boxes, mark
from grants.calls.forms.parts import PartForm
from grants.calls.forms.rows import collect, filled
from grants.calls.rules.countries import CountryException
from grants.calls.rules.document import LANGUAGES, CallDocument
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.core.forms import LineField, Required, TextField, choices
from grants.core.i18n import gettext as _, lazy_gettext as _l, short_day
from grants.core.text import fold
from grants.places.queries import DatedList

EXCEPTIONS = ("countries_added", "countries_removed")
LISTS = ("countries_preferred", "countries_with_programme")
PLAIN = ("sponsors_required", "reconfirm_endorsement", "max_months")
KINDS = tuple(kind.value for kind in OrganisationKind)


class ExceptionRow(PlainForm):
    """A country besides the list, with the reason everybody can read."""

    country = LineField(_l("Country"), [Length(max=100)])
    reason = LineField(
        _l("Reason, shown to the public"),
        [Length(max=500, message=_l("Shorten this to %(max)d characters or fewer"))],
    )


class WhoForm(PartForm):
    """Countries are typed by name, in the reader's language or English, or by their two letters."""

    languages = boxes(_l("Languages of proposals"), [Required(_l("Choose at least one language"))])
    applicant_kinds = boxes(_l("Who may apply"))
    country_list = SelectField(_l("List of countries"))
    countries_added = FieldList(FormField(ExceptionRow))
    countries_removed = FieldList(FormField(ExceptionRow))
    countries_preferred = TextField(_l("Countries preferred at a tie"))
    countries_with_programme = TextField(
        _l("Countries with a large programme (others are preferred)")
    )
    sponsors_required = CountField(_l("Sponsors needed"), 0, 20)
    reconfirm_endorsement = BooleanField(_l("Sponsors confirm again after a change"))
    max_months = CountField(_l("Longest duration in months"), 1, 120)

    def know(self, names: Mapping[str, str], english: Mapping[str, str]) -> None:
        """Every country's name by code, as the reader sees them and in English."""
        self._names = names
        self._codes = {
            **{fold(name): code for code, name in english.items()},
            **{fold(name): code for code, name in names.items()},
            **{code.lower(): code for code in names},
        }

    def offer_lists(self, lists: Sequence[DatedList]) -> None:
        pairs = [(one.code, f"{one.name} ({_dated(one)})") for one in lists]
        self.country_list.choices = choices(pairs, _("Every country"))

    def offer(self, document: CallDocument) -> None:
        self.languages.choices = choices((code, _(LANGUAGE_WORDS[code])) for code in LANGUAGES)
        self.applicant_kinds.choices = choices(
            (kind.value, _(KIND_NAMES[kind])) for kind in OrganisationKind
        )

    def begin_with(self, document: CallDocument) -> None:
        self.languages.data = list(document.languages)
        self.applicant_kinds.data = list(document.applicant_kinds)
        self.country_list.data = document.country_list or ""
        for name in PLAIN:
            self[name].data = getattr(document, name)
        for name in LISTS:
            self[name].data = "\n".join(self._name(code) for code in getattr(document, name))
        for name in EXCEPTIONS:
            for one in getattr(document, name):
                row = {"country": self._name(one.country), "reason": one.reason}
                self[name].append_entry(row)

    def _name(self, code: str) -> str:
        return self._names.get(code, code)

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        seen: dict[str, str] = {}
        for name in EXCEPTIONS:
            for row in filled(self[name]):
                code = self._codes.get(fold(row["country"].data.strip()))
                if code is None:
                    sound = mark(row["country"], self._unknown(row["country"].data))
                elif code in seen:
                    sound = mark(row["country"], _("This country is named twice"))
                else:
                    seen[code] = name
                if not row["reason"].data:
                    sound = mark(row["reason"], _("Say why: the reason is shown to the public"))
            collect(self[name])
        for name in LISTS:
            unknown = [line for line in self._lines(name) if fold(line) not in self._codes]
            if unknown:
                sound = mark(self[name], self._unknown(unknown[0]))
        return sound

    def _unknown(self, typed: str) -> str:
        if not typed:
            return _("Name a country")
        return _("There is no country “%(it)s”. Write its name, or its two letters", it=typed)

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in (self[name].data or "").splitlines() if line.strip()]

    def values(self, document: CallDocument) -> dict[str, Any]:
        countries = {
            name: tuple(dict.fromkeys(self._codes[fold(line)] for line in self._lines(name)))
            for name in LISTS
        }
        exceptions = {
            name: tuple(
                CountryException(self._codes[fold(row["country"].data)], row["reason"].data)
                for row in filled(self[name])
            )
            for name in EXCEPTIONS
        }
        return {
            **countries,
            **exceptions,
            **{name: self[name].data for name in PLAIN},
            "languages": tuple(code for code in LANGUAGES if code in self.languages.data),
            "applicant_kinds": tuple(kind for kind in KINDS if kind in self.applicant_kinds.data),
            "country_list": self.country_list.data or None,
        }


def _dated(one: DatedList) -> str:
    if one.valid_to is None:
        return _("valid from %(first)s", first=short_day(one.valid_from))
    return _(
        "valid from %(first)s to %(last)s",
        first=short_day(one.valid_from),
        last=short_day(one.valid_to),
    )
