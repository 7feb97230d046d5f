"""The assignment of evaluators to proposals as an integer programme; pure, over arrays."""

from grants.reviews.assignment.fit import Bids, fits, pair_of
from grants.reviews.assignment.graph import anchors, groups, is_connected, links_of
from grants.reviews.assignment.suggesting import loads_of, shortfalls, suggest
from grants.reviews.assignment.terms import Lack, Need, Pair, Plan, Reader, Rules, Shortfall

__all__ = [
    "Bids",
    "Lack",
    "Need",
    "Pair",
    "Plan",
    "Reader",
    "Rules",
    "Shortfall",
    "anchors",
    "fits",
    "groups",
    "is_connected",
    "links_of",
    "loads_of",
    "pair_of",
    "shortfalls",
    "suggest",
]
