"""The ranking as a spreadsheet."""

from grants.core import i18n
from grants.core.i18n import gettext as _
from grants.core.spreadsheets import Cell, book_of
from grants.reviews.queries.ranking import RankingView, Row
from grants.reviews.rules.ordering import STANDING_WORDS

WIDTHS = (8, 14, 48, 24, 18)


def ranking_book(view: RankingView) -> bytes:
    """Every proposal in its place, amounts and points as numbers."""
    heads = [
        _("Rank"),
        _("Reference"),
        _("Proposal"),
        _("City"),
        _("Country"),
        _("Asked (%(currency)s)", currency=view.call.currency),
        _("Mean"),
        _("Lowest total"),
        _("Highest total"),
        _("Reviews"),
        _("Reviews asked for"),
        _("Minimums missed"),
        _("Standing"),
        _("Calibrated"),
        _("Lower end"),
        _("Upper end"),
        _("Expected rank"),
        _("Funded in, of 100"),
    ]
    return book_of(_("Ranking"), heads, map(_cells, view.rows), WIDTHS)


def _cells(row: Row) -> list[Cell]:
    tally = row.tally
    return [
        row.placed.place,
        row.ref,
        row.title,
        row.city,
        i18n.country(row.country),
        row.asked_cents / 100,
        _points(row.mean_milli),
        _points(tally.low_milli),
        _points(tally.high_milli),
        tally.count,
        row.assigned,
        ", ".join(row.missed),
        _(STANDING_WORDS[row.placed.standing]),
        *_estimated(row),
    ]


def _estimated(row: Row) -> list[Cell]:
    found = row.estimate
    if found is None:
        return [None] * 5
    points = (found.milli, found.low_milli, found.high_milli, found.rank_milli)
    return [*map(_points, points), found.funded_permille / 10]


def _points(milli: int | None) -> Cell:
    return None if milli is None else milli / 1000
