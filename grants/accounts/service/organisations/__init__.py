"""Organisations, who works for them, and the register of members."""

from grants.accounts.service.organisations.affiliations import affiliate, attach, end_affiliation
from grants.accounts.service.organisations.bodies import (
    Details,
    create,
    edit,
    find_or_create,
    merge,
)
from grants.accounts.service.organisations.membership import end_membership, make_member

__all__ = [
    "Details",
    "affiliate",
    "attach",
    "create",
    "edit",
    "end_affiliation",
    "end_membership",
    "find_or_create",
    "make_member",
    "merge",
]
