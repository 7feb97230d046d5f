"""The office's list of a call's proposals.

`columns` and `filters` are its two tables: what can be shown, and what can be asked for. One row
there is all that a new column or filter needs below the page; `views/proposals/cells.py` knows how
each kind of value reads, `views/proposals/choices.py` what a filter offers.
"""

from grants.desk.queries.listing.columns import BY_CODE, COLUMNS, USUAL, Column, Kind
from grants.desk.queries.listing.filters import ANYBODY, FILTERS, ME, NOBODY, Filter, Shape
from grants.desk.queries.listing.pages import Facets, ProposalList
from grants.desk.queries.listing.wanted import SIZES, USUAL_SIZE, Wanted

__all__ = [
    "ANYBODY",
    "BY_CODE",
    "COLUMNS",
    "FILTERS",
    "ME",
    "NOBODY",
    "SIZES",
    "USUAL",
    "USUAL_SIZE",
    "Column",
    "Facets",
    "Filter",
    "Kind",
    "ProposalList",
    "Shape",
    "Wanted",
]
