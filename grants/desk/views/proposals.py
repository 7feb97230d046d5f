"""The office's list of a call's proposals, and the same as a spreadsheet.

The list is read often and long, so each row is made here from plain values and drawn by one macro.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

import sqlalchemy as sa
from babel import Locale
from flask import get_template_attribute, make_response, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from grants.calls.queries import CallHeading, for_office, heading
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.i18n import (
    LANGUAGES,
    chosen_text,
    gettext as _,
    locale,
    quick_amounts,
    quick_days,
)
from grants.core.spreadsheets import MEDIA_TYPE
from grants.core.text import clean_line, fold
from grants.desk.proposals_book import proposals_book
from grants.desk.queries.proposals import NOBODY, PAGE, SORTS, Facets, ProposalList, Wanted
from grants.desk.views import blueprint
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import OFFICE_WORDS, TONES

MOST_PAGES = 100_000


class Line(NamedTuple):
    """One proposal as the table shows it, in the order of the columns."""

    url: str
    title: str
    hint: str
    city: str
    country: str
    asked: str
    state: Markup
    officer: str
    submitted: str


class Pages(NamedTuple):
    """Where in the list we are."""

    start: int
    end: int
    total: int
    previous_url: str | None
    next_url: str | None


@blueprint.get("/calls/<call_ref>/proposals")
@requires(Permission.PROPOSAL_LIST)
def proposals(call_ref: str) -> str:
    actor = current_actor()
    call = heading(actor, call_ref)
    found = ProposalList(actor, call.id)
    wanted = _wanted()
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    facets = found.facets()
    total = found.count(wanted) if wanted.is_filtered else facets.total
    rows = found.page(wanted, page)
    chosen, here = _arguments(wanted), url_for("desk.proposals", call_ref=call.ref)
    return render_template(
        "desk/proposals.html",
        call=call,
        here=here,
        wanted=wanted,
        facets=facets,
        total=total,
        lines=_lines(call, rows),
        columns=_columns(call, wanted, here),
        options=_options(call, facets),
        pages=_pages(here, chosen, page, len(rows), total),
        clear_url=here if wanted.is_filtered else None,
        export_url=url_for("desk.proposals_export", call_ref=call.ref, **chosen),
        may_extend=actor.may(Permission.PROPOSAL_EXTEND),
        crumbs=_crumbs(call, _("Proposals")),
    )


def _crumbs(call: CallHeading, here: str) -> list[tuple[str, str | None]]:
    desk = url_for("screening.desk", call_ref=call.ref)
    return [
        (_("Screening"), url_for("screening.index")),
        (chosen_text(call.title), desk),
        (here, None),
    ]


@blueprint.get("/calls/<call_ref>/proposals.xlsx")
@requires(Permission.PROPOSAL_LIST)
def proposals_export(call_ref: str) -> Response:
    actor = current_actor()
    call = for_office(actor, call_ref)
    rows = ProposalList(actor, call.id).all(_wanted())
    response = make_response(proposals_book(call, rows))
    response.mimetype = MEDIA_TYPE
    day = clock.now().astimezone(clock.BRUSSELS).date()
    name = f"{call.ref}-proposals-{day:%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.app_template_filter("filled")
def filled(pattern: str, rows: Iterable[tuple[str, ...]]) -> Markup:
    """A row pattern (macros/tables.html) filled for every row; each value is escaped."""
    plain, safe = str(pattern), _Escaped()
    lines = [
        plain % tuple([value if type(value) is Markup else safe[value] for value in row])
        for row in rows
    ]
    return Markup("".join(lines))  # noqa: S704


class _Escaped(dict[str, str]):
    """Texts as they stand in a page: in a long list most of them stand many times."""

    def __missing__(self, text: str) -> str:
        found = self[text] = str(escape(text))
        return found


def _wanted() -> Wanted:
    """The filter as the address says; what is unknown counts as not asked."""
    args = request.args

    def line(name: str) -> str:
        return clean_line(args.get(name, ""))[:100]

    sort = line("sort")
    return Wanted(
        text=line("text"),
        state=line("state"),
        country=line("country"),
        focus=line("focus"),
        language=line("language"),
        officer=line("officer"),
        sort=sort if sort in SORTS else "submitted",
        descending=line("order") == "down",
    )


def _arguments(wanted: Wanted) -> dict[str, Any]:
    """The filter as parts of an address, without what is empty or usual."""
    found = {
        "text": wanted.text,
        "state": wanted.state,
        "country": wanted.country,
        "focus": wanted.focus,
        "language": wanted.language,
        "officer": wanted.officer,
        "sort": wanted.sort if wanted.sort != "submitted" else "",
        "order": "down" if wanted.descending else "",
    }
    return {name: value for name, value in found.items() if value}


def _url(here: str, arguments: Mapping[str, Any]) -> str:
    return f"{here}?{urlencode(arguments)}" if arguments else here


def _lines(call: CallHeading, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> list[Line]:
    to_file = url_for("screening.show", call_ref=call.ref, ref="_").removesuffix("_")
    amount, day, countries = quick_amounts(), quick_days(), locale().territories
    nobody, untitled = _("Nobody yet"), _("Untitled")
    tag = get_template_attribute("macros/parts.html", "tag")
    tags = {s: tag(_(OFFICE_WORDS[s]), TONES[s]) for s in {row.status for row in rows}}
    return [
        Line(
            to_file + ref,
            title or untitled,
            f"{ref} · {proponent}" if proponent else ref,
            city or "–",
            countries.get(country or "", country or "–"),
            amount(cents),
            tags[status],
            officer or nobody,
            day(submitted_at),
        )
        for ref, title, city, country, proponent, cents, status, submitted_at, officer in rows
    ]


def _columns(call: CallHeading, wanted: Wanted, here: str) -> list[dict[str, Any]]:
    """Heads that sort; the present one turns round."""
    chosen = _arguments(wanted)
    labels = {
        "title": _("Proposal"),
        "city": _("City"),
        "country": _("Country"),
        "asked": _("Asked (%(currency)s)", currency=call.currency),
        "state": _("State"),
        "officer": _("Officer"),
        "submitted": _("Submitted"),
    }
    columns = []
    for sort, label in labels.items():
        is_this = wanted.sort == sort
        turned = {**chosen, "sort": sort}
        turned.pop("order", None)
        if is_this and not wanted.descending:
            turned["order"] = "down"
        order = ("descending" if wanted.descending else "ascending") if is_this else "none"
        columns.append(
            {
                "label": label,
                "url": _url(here, turned),
                "sort": order,
                "num": sort == "asked",
                "tight": sort == "submitted",
            }
        )
    return columns


def _options(call: CallHeading, facets: Facets) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, all first."""
    return {
        "state": [
            ("", _("All states")),
            *((s.value, _state_words(s, facets)) for s in ProposalStatus if s in facets.states),
        ],
        "country": [("", _("All countries")), *_by_name(tuple(facets.countries), locale())],
        "focus": [
            ("", _("All focus areas")),
            *[(area["code"], chosen_text(area["name"])) for area in call.focus_areas],
        ],
        "language": [
            ("", _("All languages")),
            *[(str(code), LANGUAGES.get(code) or str(code)) for code in call.languages],
        ],
        "officer": [
            ("", _("All officers")),
            (NOBODY, _("Nobody yet")),
            *sorted(facets.officers.items(), key=lambda o: fold(o[1])),
        ],
    }


@lru_cache(maxsize=64)
def _by_name(codes: tuple[str, ...], place: Locale) -> tuple[tuple[str, str], ...]:
    """Countries in the order of their names in a language; the same few at every look."""
    named = ((code, place.territories.get(code, code)) for code in codes)
    return tuple(sorted(named, key=lambda country: fold(country[1])))


def _state_words(state: ProposalStatus, facets: Facets) -> str:
    return _("%(state)s (%(n)s)", state=_(OFFICE_WORDS[state]), n=facets.states[state])


def _pages(here: str, chosen: Mapping[str, Any], page: int, shown: int, total: int) -> Pages | None:
    if total <= PAGE and page == 1:
        return None
    start = (page - 1) * PAGE
    more = start + shown < total and shown > 0
    return Pages(
        min(start + 1, total),
        min(start + shown, total),
        total,
        _url(here, {**chosen, "page": page - 1}) if page > 1 else None,
        _url(here, {**chosen, "page": page + 1}) if more else None,
    )
