"""What somebody chose in the list to act on: some proposals, or all that match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.desk.queries.listing import FILTERS, ProposalList, Wanted

EVERYTHING = "everything"
NAMES = (*FILTERS, "sort", "order", "size", "columns")  # of the list's address
MOST = 200  # picked by hand: as many as the longest page shows


class Parameters(Protocol):
    """A form or an address as it was sent."""

    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Selection:
    """References in the order of the list. `gone`: how many were picked that are no longer in the
    list, be it that they left it or that they never were the reader's to see."""

    refs: tuple[str, ...]
    gone: int
    wanted: Wanted
    is_all: bool

    @property
    def count(self) -> int:
        return len(self.refs)


def given(parameters: Parameters, names: Sequence[str]) -> dict[str, list[str]]:
    """Parameters by name, those of the list alone."""
    return {name: values for name in names if (values := parameters.getlist(name))}


def chosen(actor: Actor, call: Call, parameters: Parameters) -> Selection:
    """From the form around the table: `ref` once for each proposal ticked, or `everything` with
    the filters beside it. Two queries."""
    found = ProposalList(actor, call)
    wanted = Wanted.read(given(parameters, NAMES))
    if parameters.getlist(EVERYTHING):
        return Selection(tuple(found.refs(wanted)), 0, wanted, is_all=True)
    picked = list(dict.fromkeys(ref[:40] for ref in parameters.getlist("ref") if ref))[:MOST]
    if not picked:
        return Selection((), 0, wanted, is_all=False)
    only = {**wanted.bare().arguments(), "only": [".".join(picked)]}
    narrowed = Wanted.read(only)
    refs = tuple(found.refs(narrowed))
    return Selection(refs, len(picked) - len(refs), narrowed, is_all=False)
