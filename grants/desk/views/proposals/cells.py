"""How each kind of value reads: in the table, and in a spreadsheet."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.models import Call
from grants.core import clock
from grants.core.i18n import (
    LANGUAGES,
    chosen_text,
    gettext as _,
    locale,
    ngettext,
    number,
    quick_amounts,
    quick_days,
    utc_stamp,
)
from grants.core.spreadsheets import Cell
from grants.desk.queries.listing import Column, Kind
from grants.proposals.rules.moves import OFFICE_WORDS, TONES
from grants.screening.rules import labels

NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.DAYS_LEFT})
TIGHT = frozenset({Kind.DAY})
EMPTY = "–"

Show = Callable[[Any], Any]
# The regions of the United Nations by the numbers under which every language has their names.
_REGIONS = {
    "Africa": "002",
    "Americas": "019",
    "Asia": "142",
    "Europe": "150",
    "Oceania": "009",
    "Northern Africa": "015",
    "Eastern Africa": "014",
    "Middle Africa": "017",
    "Southern Africa": "018",
    "Western Africa": "011",
    "Caribbean": "029",
    "Central America": "013",
    "South America": "005",
    "Northern America": "021",
    "Central Asia": "143",
    "Eastern Asia": "030",
    "South-eastern Asia": "035",
    "Southern Asia": "034",
    "Western Asia": "145",
    "Eastern Europe": "151",
    "Northern Europe": "154",
    "Southern Europe": "039",
    "Western Europe": "155",
    "Australia and New Zealand": "053",
    "Melanesia": "054",
    "Micronesia": "057",
    "Polynesia": "061",
}


def head_of(column: Column, call: Call) -> str:
    """The label of a column, with the currency of the call where it is money."""
    return _(column.label, currency=call.currency)


def region_name(name: str) -> str:
    """A region of the United Nations in the reader's language."""
    return str(locale().territories.get(_REGIONS.get(name, ""), name))


def kind_name(code: str) -> str:
    """A kind of organisation; what an older call named otherwise stays as it is."""
    known = code in OrganisationKind.__members__.values()
    return _(KIND_NAMES[OrganisationKind(code)]) if known else code


def days_left(due: datetime, now: datetime) -> int:
    """Whole days until then in Brussels: 0 is today, below it is late."""
    return (due.astimezone(clock.BRUSSELS).date() - now.astimezone(clock.BRUSSELS).date()).days


def _on_both(call: Call) -> dict[Kind, Show]:
    """Kinds that read the same on page and sheet; each is given a value that is there."""
    areas = {area["code"]: chosen_text(area["name"]) for area in call.focus_areas}
    countries: Mapping[str, Any] = locale().territories
    return {
        Kind.COUNTRY: lambda code: str(countries.get(code, code)),
        Kind.REGION: cache(region_name),
        Kind.FOCUS: lambda code: areas.get(code, code),
        Kind.APPLICANT: cache(kind_name),
        Kind.LANGUAGE: lambda code: LANGUAGES.get(code) or code,
        Kind.YES_NO: lambda value: _("Yes") if value else _("No"),
        Kind.FINDING: lambda value: _(labels.FINDINGS[value]),
        Kind.APPEAL: lambda value: _(labels.APPEALS[value]),
        Kind.REASONS: _reasons,
    }


def _reasons(codes: Any) -> str:
    return ", ".join(str(code) for code in codes) if isinstance(codes, list) else ""


def on_page(call: Call) -> Callable[[Kind], Show]:
    """For a kind, what turns its values into texts of the page."""
    amount, day, now = quick_amounts(), quick_days(), clock.now()
    tag = get_template_attribute("macros/parts.html", "tag")

    @cache
    def state(value: Any) -> Markup:
        return Markup(tag(_(OFFICE_WORDS[value]), TONES[value]))  # noqa: S704  (our own macro)

    @cache
    def left(days: int) -> Any:
        if days < 0:
            return Markup(tag(_("late by %(n)s", n=number(-days)), "bad"))  # noqa: S704
        return ngettext("%(n)s day", "%(n)s days", days)

    table: dict[Kind, Show] = {
        **_on_both(call),
        Kind.TITLE: str,
        Kind.TEXT: str,
        Kind.OFFICER: str,
        Kind.NUMBER: number,
        Kind.MONEY: amount,
        Kind.SHARE: lambda thousandths: f"{number(thousandths / 10, 1)}\u00a0%",
        Kind.DAY: day,
        Kind.DAYS_LEFT: lambda due: left(days_left(due, now)),
        Kind.STATE: state,
    }
    blank: dict[Kind, str] = {Kind.TITLE: _("Untitled"), Kind.OFFICER: _("Nobody yet")}

    def of(kind: Kind) -> Show:
        show, nothing = table[kind], blank.get(kind, EMPTY)
        return lambda value: nothing if value is None or value == "" else show(value) or nothing

    return of


def in_sheet(call: Call) -> Callable[[Kind], Callable[[Any], Cell]]:
    """For a kind, what turns its values into cells: texts, whole numbers, amounts."""
    now = clock.now()
    table: dict[Kind, Show] = {
        **_on_both(call),
        Kind.TITLE: str,
        Kind.TEXT: str,
        Kind.OFFICER: str,
        Kind.NUMBER: int,
        Kind.MONEY: lambda cents: int(cents) / 100,
        Kind.SHARE: lambda thousandths: int(thousandths) / 10,
        Kind.DAY: utc_stamp,
        Kind.DAYS_LEFT: lambda due: days_left(due, now),
        Kind.STATE: cache(lambda value: _(OFFICE_WORDS[value])),
    }

    def of(kind: Kind) -> Callable[[Any], Cell]:
        show = table[kind]
        return lambda value: None if value is None or value == "" else show(value)

    return of


def columns_for(wanted: Sequence[str], own: Sequence[str], usual: Sequence[str]) -> Sequence[str]:
    """Those of the address, else the reader's own, else the usual ones."""
    return wanted or own or usual
