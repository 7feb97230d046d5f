"""Pages of money: the four lines at a glance, and the statement of one."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.core import charts, clock
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _, money
from grants.core.spreadsheets import MEDIA_TYPE
from grants.funds import queries
from grants.funds.export import statement_book
from grants.funds.queries import EntryRow, EnvelopeRow, Glance
from grants.funds.rules import ENTRY_WORDS, LINE_WORDS, SOURCE_WORDS, Figures
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
        total=sum((one.figures for one in lines if one.currency == "USD"), Figures()),
        crumbs=[(_("Funds"), None)],
    )


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
    scope = queries.scope(actor, line, year)
    found, page = queries.statement(scope), queries.entries(scope, before)
    return render_template(
        "funds/statement.html",
        statement=found,
        name=line_name(line),
        source_name=source_name,
        page=page,
        older_url=url_for("funds.statement", line=line, year=year, before=page.next_before)
        if page.next_before
        else None,
        newest_url=None if page.is_first else url_for("funds.statement", line=line, year=year),
        entry_words=lambda row: _(ENTRY_WORDS[row.kind]),
        cause_url=_cause_url if actor.may(Permission.BOARD_READ) else lambda row: None,
        envelope_rows=[_envelope_row(one) for one in found.envelopes],
        chart=charts.bullets([_envelope_bullet(one) for one in found.envelopes]),
        crumbs=[(_("Funds"), url_for("funds.index", year=year)), (line_name(line), None)],
    )


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
    scope = queries.scope(current_actor(), line, year)
    content = statement_book(queries.statement(scope), line_name(line), queries.all_entries(scope))
    response = make_response(content)
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="statement-{line}-{year}.xlsx"'
    return response
