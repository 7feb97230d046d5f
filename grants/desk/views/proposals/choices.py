"""What each filter of the list offers, and the filters in force as chips that can be taken off."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.models import Call
from grants.core.i18n import (
    LANGUAGES,
    chosen_text,
    country,
    gettext as _,
    locale,
    money,
    ngettext,
    number,
)
from grants.core.text import fold
from grants.desk.queries.listing import (
    ANYBODY,
    FILTERS,
    ME,
    NOBODY,
    Facets,
    Filter,
    Shape,
    Wanted,
)
from grants.desk.queries.listing.filters import DUE_DAYS, LATE, NONE, SOME, understood
from grants.desk.views.proposals.addresses import Here
from grants.desk.views.proposals.cells import region_name
from grants.notes.queries.tags import TagView
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import OFFICE_WORDS
from grants.screening.rules import labels

Options = dict[str, list[tuple[str, str]]]


class Chip(NamedTuple):
    """One filter in force: what it says, and the list without it."""

    label: str
    value: str
    url: str


def options(call: Call, facets: Facets, tags: Sequence[TagView]) -> Options:
    """By filter: values with their words, without the “all” that comes first."""
    return {
        "state": [
            (s.value, _("%(state)s (%(n)s)", state=_(OFFICE_WORDS[s]), n=facets.states[s]))
            for s in ProposalStatus
            if s in facets.states
        ],
        "officer": [
            (ME, _("Me")),
            (NOBODY, _("Nobody yet")),
            (ANYBODY, _("Anybody")),
            *sorted(facets.officers.items(), key=lambda officer: fold(officer[1])),
        ],
        "due": [
            (LATE, _("Late")),
            *((n, ngettext("%(n)s day or less", "%(n)s days or less", int(n))) for n in DUE_DAYS),
        ],
        "country": list(_by_name(tuple(facets.countries), locale())),
        "region": _regions(facets),
        "focus": [(area["code"], chosen_text(area["name"])) for area in call.focus_areas],
        "kind": [
            (kind.value, _(KIND_NAMES[kind]))
            for kind in OrganisationKind
            if kind.value in call.applicant_kinds or not call.applicant_kinds
        ],
        "language": [(str(code), LANGUAGES.get(code) or str(code)) for code in call.languages],
        "finding": [(finding.value, _(words)) for finding, words in labels.FINDINGS.items()],
        "clarified": [(SOME, _("Yes")), (NONE, _("No"))],
        "appeal": [(status.value, _(words)) for status, words in labels.APPEALS.items()],
        "tag": [(tag.ref, tag.name) for tag in tags],
        "flag": [(ME, _("For me")), (SOME, _("Some open")), (NONE, _("None open"))],
        "alike": [(SOME, _("Some")), (NONE, _("None"))],
    }


def _regions(facets: Facets) -> list[tuple[str, str]]:
    """Continents, each followed by those of its regions that proposals come from."""
    found = []
    for region in sorted(facets.regions, key=lambda name: fold(region_name(name))):
        found.append((region, region_name(region)))
        parts = {part for part in facets.regions[region] if part and part != region}
        found += sorted(
            ((part, _("– %(region)s", region=region_name(part))) for part in parts),
            key=lambda one: fold(one[1]),
        )
    return found


@lru_cache(maxsize=64)
def _by_name(codes: tuple[str, ...], place: Locale) -> tuple[tuple[str, str], ...]:
    """Countries in the order of their names in a language; the same few at every look."""
    named = ((code, place.territories.get(code, code)) for code in codes)
    return tuple(sorted(named, key=lambda country: fold(country[1])))


def chips(call: Call, wanted: Wanted, offered: Options, here: Here) -> list[Chip]:
    """What is asked for, value by value."""
    return [
        Chip(
            _(FILTERS[name].label),
            said(FILTERS[name], value, offered, call),
            here.url(wanted.without(name, value)),
        )
        for name, values in wanted.filters
        for value in values
    ]


def said(asked: Filter, value: str, offered: Options, call: Call) -> str:
    """A value in words; as it was given where it has none."""
    meant = understood(asked, (value,))
    if meant is not None:
        match asked.shape:
            case Shape.AMOUNT:
                return money(meant, call.currency)
            case Shape.SHARE:
                return f"{number(meant)}\u00a0%"
            case Shape.REFS:
                return ngettext("%(n)s proposal", "%(n)s proposals", len(meant))
    return dict(offered.get(asked.name, [])).get(value) or _elsewhere(asked.name, value)


def misfits(wanted: Wanted, offered: Options) -> list[str]:
    """Labels of filters that ask for what this call does not have, or that make no sense: they fit
    no proposal, and the page says so."""
    return [
        _(FILTERS[name].label)
        for name, values in wanted.filters
        if understood(FILTERS[name], values) is None
        or (name in offered and not set(values) <= _known(name, offered))
    ]


def _known(name: str, offered: Options) -> set[str]:
    """A state that nothing is in just now is no strange one."""
    found = {value for value, _words in offered[name]}
    return found | set(ProposalStatus) - {ProposalStatus.DRAFT} if name == "state" else found


def _elsewhere(name: str, value: str) -> str:
    """Words for what is known, but not offered now."""
    if name == "state" and value in set(ProposalStatus):
        return _(OFFICE_WORDS[ProposalStatus(value)])
    return country(value) if name == "country" else value


def kept_choices(wanted: Wanted, offered: Options) -> Options:
    """The options with what was asked for beyond them, so that applying again loses nothing."""
    return {
        name: [*found, *_missing(name, found, wanted.values(name))]
        for name, found in offered.items()
    }


def _missing(
    name: str, found: list[tuple[str, str]], values: Sequence[str]
) -> list[tuple[str, str]]:
    known = {value for value, _words in found}
    return [(value, _elsewhere(name, value)) for value in values if value not in known]
