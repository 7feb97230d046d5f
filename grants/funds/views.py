"""Pages of money: the four lines at a glance, and the statement of one."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core import charts, clock
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.i18n import gettext as _, money
from grants.core.spreadsheets import MEDIA_TYPE
from grants.funds import queries
from grants.funds.export import statement_book
from grants.funds.queries import EntryRow, EnvelopeRow, Glance, Scope
from grants.funds.rules import ENTRY_WORDS, FIGURE_WORDS, LINE_WORDS, SOURCE_WORDS, Figures
from grants.permissions import Permission

blueprint = Blueprint("funds", __name__)


def line_name(code: str) -> str:
    """A business line in the reader's language."""
    return _(LINE_WORDS[code]) if code in LINE_WORDS else code


def source_name(row: Any) -> str:
    """`Core funds`, or `Earmarked funds: donor`."""
    words = _(SOURCE_WORDS[row.source])
    return f"{words}: {row.donor}" if row.donor else words


@blueprint.get("/funds/")
@requires(Permission.FUNDS_READ)
def index() -> str:
    actor = current_actor()
    this_year = clock.now().astimezone(clock.BRUSSELS).year
    with_money = queries.years(actor)
    year = request.args.get("year", type=int) or _year_to_show(with_money, this_year)
    lines = queries.glance(actor, year)
    years = sorted({*with_money, this_year, year}, reverse=True)
    return render_template(
        "funds/index.html",
        year=year,
        year_tabs=[(str(y), url_for("funds.index", year=y), y == year) for y in years],
        lines=[(one, line_name(one.code)) for one in lines],
        chart=charts.bullets([_bullet(one) for one in lines]),
        rows=[_figure_row(one) for one in lines],
        totals=_totals(lines),
        crumbs=[(_("Funds"), None)],
    )


def _totals(lines: Collection[Glance]) -> dict[str, Figures]:
    """By currency: money of two currencies is never added up."""
    found: dict[str, Figures] = {}
    for one in lines:
        found[one.currency] = found.get(one.currency, Figures()) + one.figures
    return found


def _year_to_show(with_money: Collection[int], this_year: int) -> int:
    """This year; until the board has given it money, the last one that has some."""
    return max((year for year in with_money if year <= this_year), default=this_year)


def _bullet(one: Glance) -> tuple[str, float, float, str]:
    held = one.figures.reserved + one.figures.committed
    left = money(one.figures.available, one.currency)
    label = _("%(name)s: %(money)s available", name=line_name(one.code), money=left)
    return label, one.figures.amount / 100, held / 100, ""


def _figure_row(one: Glance) -> tuple[str, ...]:
    f = one.figures
    shown = (f.amount, f.reserved, f.committed, f.disbursed, f.available)
    return (line_name(one.code), *(money(cents, one.currency) for cents in shown))


@blueprint.get("/funds/<line>/<int:year>")
@requires(Permission.FUNDS_READ)
def statement(line: str, year: int) -> str:
    actor = current_actor()
    if not 1999 <= year <= 2999:
        abort(404)
    before = request.args.get("before", type=int)
    scope, narrowed = _scope(actor, line, year)
    found, page = queries.statement(scope), queries.entries(scope, before)
    return render_template(
        "funds/statement.html",
        statement=found,
        scope=scope,
        narrowed=narrowed,
        name=line_name(line),
        source_name=source_name,
        page=page,
        at=lambda **more: url_for("funds.statement", line=line, year=year, **{**narrowed, **more}),
        figure_words={name: _(words) for name, words in FIGURE_WORDS.items()},
        today=clock.now().astimezone(clock.BRUSSELS).date(),
        entry_words=lambda row: _(ENTRY_WORDS[row.kind]),
        cause_url=_cause_url if actor.may(Permission.BOARD_READ) else lambda row: None,
        envelope_rows=[_envelope_row(one) for one in found.envelopes],
        chart=charts.bullets([_envelope_bullet(one) for one in found.envelopes]),
        crumbs=[(_("Funds"), url_for("funds.index", year=year)), (line_name(line), None)],
    )


def _scope(actor: Actor, line: str, year: int) -> tuple[Scope, dict[str, str]]:
    """What the address asks for, and how it says so; a day that is none asks for today."""
    try:
        day = date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        day = None
    scope = queries.scope(
        actor,
        line,
        year,
        day=day,
        figure=request.args.get("figure", ""),
        source=request.args.get("source", "")[:40],
    )
    asked = {
        "as_of": scope.day.isoformat() if scope.day else "",
        "figure": scope.figure,
        "source": scope.source,
    }
    return scope, {name: value for name, value in asked.items() if value}


def _envelope_bullet(one: EnvelopeRow) -> tuple[str, float, float, str]:
    held = one.figures.reserved + one.figures.committed
    left = money(one.figures.available, one.currency)
    return (
        _("%(name)s: %(money)s left", name=one.name, money=left),
        one.figures.amount / 100,
        held / 100,
        "",
    )


def _envelope_row(one: EnvelopeRow) -> tuple[str, ...]:
    f = one.figures
    shown = (f.amount, f.reserved, f.committed, f.available)
    return (one.name, *(money(cents, one.currency) for cents in shown))


def _cause_url(row: EntryRow) -> str | None:
    """Where the cause of an entry can be read."""
    if row.cause_kind == "decision":
        return url_for("board.decision", number=row.cause_label)
    return None


@blueprint.get("/funds/<line>/<int:year>/statement.xlsx")
@requires(Permission.FUNDS_READ)
def statement_xlsx(line: str, year: int) -> Response:
    scope, _narrowed = _scope(current_actor(), line, year)
    content = statement_book(queries.statement(scope), line_name(line), queries.all_entries(scope))
    response = make_response(content)
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="statement-{line}-{year}.xlsx"'
    return response
