"""The list itself: columns only, by filter, order and page.

What the actor is tied to is left out, of every count too. Drafts are their team's: here they are
one number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, Role, RoleGrant
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db, read
from grants.core.errors import NotFound
from grants.desk.queries.listing.columns import BY_CODE
from grants.desk.queries.listing.filters import FILTERS
from grants.desk.queries.listing.scope import Scope, joined
from grants.desk.queries.listing.wanted import USUAL_SORT, Wanted
from grants.permissions import Permission
from grants.places.models import Country
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import bodies_of
from grants.screening.models import Checker, Screening

Rows = Sequence[sa.Row[*tuple[Any, ...]]]
_STREAMED = 500  # rows at a time


@dataclass(frozen=True)
class Facets:
    """What there is to choose from, and how many proposals are in each state."""

    states: dict[ProposalStatus, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    regions: dict[str, set[str]] = field(default_factory=dict)  # subregions by region
    officers: dict[str, str] = field(default_factory=dict)  # name by person reference
    drafts: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())


class ProposalList:
    """The list of one call for one actor; what ties them to proposals is loaded once, in one
    query."""

    def __init__(self, actor: Actor, call: Call):
        if not actor.may(Permission.PROPOSAL_LIST):
            raise NotFound
        self.scope = Scope.of(call, actor.person_id or 0, bodies_of(actor), actor.language)

    def facets(self) -> Facets:
        """One query: counts by state and country, and who checks or checked proposals."""
        states: dict[ProposalStatus, int] = {}
        countries: dict[str, int] = {}
        regions: dict[str, set[str]] = {}
        officers: dict[str, str] = {}
        drafts = 0
        for state, value, label, part, n in read(_facets(self.scope)):
            if state is None:
                officers[value] = label
                continue
            if state == ProposalStatus.DRAFT.value:
                drafts += n
                continue
            status = ProposalStatus(state)
            states[status] = states.get(status, 0) + n
            if value:
                countries[value] = countries.get(value, 0) + n
            if label:
                regions.setdefault(label, set()).add(part)
        return Facets(states, countries, regions, officers, drafts)

    def count(self, wanted: Wanted) -> int:
        """How many match; one query."""
        query = sa.select(sa.func.count(Proposal.id)).select_from(Proposal)
        counted = joined(query, _needs(wanted)).where(*_conditions(wanted, self.scope))
        return int(read(counted)[0][0])

    def page(self, wanted: Wanted, codes: Sequence[str], number: int) -> Rows:
        """One page of rows: the reference, the proponent, then the columns by code. One query,
        which looks up what belongs to a row only for those it shows."""
        skip = (max(number, 1) - 1) * wanted.size
        chosen = self._ordered(wanted, Proposal.id).limit(wanted.size).offset(skip).subquery()
        query = sa.select(*self._shown(codes)).join_from(
            Proposal, chosen, chosen.c.id == Proposal.id
        )
        needed = {*_needed_by(codes), *BY_CODE[wanted.sort].needs}
        return read(joined(query, needed).order_by(*_order(wanted, self.scope)))

    def all(self, wanted: Wanted, codes: Sequence[str]) -> Iterator[sa.Row[Any]]:
        """Every matching row in the same shape, streamed, for an export."""
        needed = {*_needed_by(codes), *_needs(wanted), *BY_CODE[wanted.sort].needs}
        query = joined(sa.select(*self._shown(codes)).select_from(Proposal), needed)
        rows: Any = db.session.execute(
            query.where(*_conditions(wanted, self.scope)).order_by(*_order(wanted, self.scope)),
            execution_options={"yield_per": _STREAMED},
        )
        yield from rows

    def refs(self, wanted: Wanted) -> list[str]:
        """References of all that match, in the order of the list; one query."""
        return [row[0] for row in read(self._ordered(wanted, Proposal.ref))]

    def next_unscreened(self, wanted: Wanted, after: str) -> str | None:
        """The next proposal that nobody has begun to check and that is in nobody else's hands,
        within the filters, behind `after` in the order of the list; behind the last comes the
        first. One query."""
        order = _order(wanted, self.scope)
        waiting = sa.and_(*_conditions(wanted, self.scope), _unscreened(self.scope))
        here = sa.and_(self.scope.everything(), Proposal.ref == after)
        needed = {*_needs(wanted), *BY_CODE[wanted.sort].needs}
        query = joined(sa.select(Proposal.ref).select_from(Proposal), needed)
        refs = [row[0] for row in read(query.where(sa.or_(waiting, here)).order_by(*order))]
        if after in refs:
            at = refs.index(after)
            refs = [*refs[at + 1 :], *refs[:at]]
        return refs[0] if refs else None

    def _shown(self, codes: Sequence[str]) -> list[Any]:
        columns = (BY_CODE[code].build(self.scope).label(f"c_{code}") for code in codes)
        return [Proposal.ref, Proposal.proponent_name, *columns]

    def _ordered(self, wanted: Wanted, what: Any) -> sa.Select[*tuple[Any, ...]]:
        needed = {*_needs(wanted), *BY_CODE[wanted.sort].needs}
        query = joined(sa.select(what).select_from(Proposal), needed)
        return query.where(*_conditions(wanted, self.scope)).order_by(*_order(wanted, self.scope))


def _unscreened(scope: Scope) -> sa.ColumnElement[bool]:
    """Nobody has it, or it was given to the reader and nobody answered an item yet."""
    given = sa.select(Screening.proposal_id).where(
        Screening.officer_id == scope.person_id,
        Screening.finding.is_(None),
        Screening.id.not_in(sa.select(Checker.screening_id)),
    )
    is_running = Proposal.status == ProposalStatus.SCREENING
    return sa.or_(
        Proposal.status == ProposalStatus.SUBMITTED, sa.and_(is_running, Proposal.id.in_(given))
    )


def _facets(scope: Scope) -> sa.CompoundSelect[*tuple[Any, ...]]:
    kinds = (
        sa.select(Proposal.status, Proposal.country, sa.func.count().label("n"))
        .where(Proposal.call_id == scope.call_id, scope.free())
        .group_by(Proposal.status, Proposal.country)
        .subquery()
    )
    proposals = sa.select(
        sa.type_coerce(kinds.c.status, sa.String),
        kinds.c.country,
        Country.region,
        Country.subregion,
        kinds.c.n,
    ).outerjoin_from(kinds, Country, Country.code == kinds.c.country)
    officers = sa.select(sa.null(), Person.ref, Person.name, sa.literal(""), sa.literal(0)).where(
        Person.id.in_(
            sa.select(RoleGrant.person_id).where(RoleGrant.role.in_((Role.OFFICER, Role.LEAD)))
        )
    )
    return sa.union_all(proposals, officers)


def _needs(wanted: Wanted) -> set[str]:
    return {need for name, _values in wanted.filters for need in FILTERS[name].needs}


def _needed_by(codes: Sequence[str]) -> set[str]:
    return {need for code in codes for need in BY_CODE[code].needs}


def _conditions(wanted: Wanted, scope: Scope) -> list[Any]:
    asked = (FILTERS[name].fits(values, scope) for name, values in wanted.filters)
    return [scope.everything(), *asked]


def _order(wanted: Wanted, scope: Scope) -> tuple[Any, Any]:
    """By the column asked for, what is empty last; ties in the order of entry."""
    order = BY_CODE[wanted.sort].order(scope)
    turned = order.desc() if wanted.descending else order.asc()
    if wanted.sort != USUAL_SORT:  # never empty here, and read in order from its index
        turned = turned.nulls_last()
    return turned, Proposal.id
