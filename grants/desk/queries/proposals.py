"""The office's list of a call's proposals: columns only, by filter, order and page.

What the actor is tied to is left out, of every count too. Drafts are their team's: here they are
one number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, Role, RoleGrant
from grants.core.actor import Actor
from grants.core.db import db, read
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import bodies_of, free_of
from grants.screening.models import Screening

PAGE = 50
NOBODY = "nobody"

SORTS: dict[str, Any] = {
    "title": Proposal.title,
    "city": Proposal.city,
    "country": Proposal.country,
    "asked": Proposal.grant_cents,
    "state": Proposal.status,
    "officer": Person.name,
    "submitted": Proposal.submitted_at,
}


@dataclass(frozen=True)
class Wanted:
    """What a reader asked to see; empty means all."""

    text: str = ""
    state: str = ""
    country: str = ""
    focus: str = ""
    language: str = ""
    officer: str = ""
    sort: str = "submitted"
    descending: bool = False

    @property
    def is_filtered(self) -> bool:
        return any((self.text, self.state, self.country, self.focus, self.language, self.officer))


@dataclass(frozen=True)
class Facets:
    """What there is to choose from, and how many proposals are in each state."""

    states: dict[ProposalStatus, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)  # name by person reference
    drafts: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())


class ProposalList:
    """The list of one call for one actor; what ties them to proposals is loaded once."""

    def __init__(self, actor: Actor, call_id: int):
        if not actor.may(Permission.PROPOSAL_LIST):
            raise NotFound
        self._bodies = frozenset(bodies_of(actor))
        self._values = {"call": call_id, "me": actor.person_id or 0}

    def facets(self) -> Facets:
        """One query: counts by state and country, and who checks or checked proposals."""
        found = Facets()
        drafts = 0
        for state, value, label, n in read(_facets(self._bodies), self._values):
            if state is None:
                found.officers[value] = label
            elif state == ProposalStatus.DRAFT.value:
                drafts += n
            else:
                status = ProposalStatus(state)
                found.states[status] = found.states.get(status, 0) + n
                if value:
                    found.countries[value] = found.countries.get(value, 0) + n
        return Facets(found.states, found.countries, found.officers, drafts)

    def count(self, wanted: Wanted) -> int:
        """How many match; one query."""
        chosen = _chosen(wanted, self._bodies).order_by(None).subquery()
        query = sa.select(sa.func.count()).select_from(chosen)
        return db.session.scalar(query, self._values) or 0

    def page(self, wanted: Wanted, number: int) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        """One page of rows; one query, which joins names only to the rows it shows."""
        build = _page.__wrapped__ if wanted.is_filtered else _page
        skip = (max(number, 1) - 1) * PAGE
        query = build(wanted, self._bodies)
        return read(query, {**self._values, "skip": skip})

    def all(self, wanted: Wanted) -> Iterator[sa.Row[Any]]:
        """Every matching row, streamed, for an export."""
        query = (
            sa.select(*_SHOWN, *_EXPORTED)
            .outerjoin(Screening, Screening.proposal_id == Proposal.id)
            .outerjoin(Person, Person.id == Screening.officer_id)
            .where(*_conditions(wanted, self._bodies))
            .order_by(*_order(wanted))
        )
        rows: Any = db.session.execute(query, self._values, execution_options={"yield_per": 500})
        yield from rows


Bodies = frozenset[int]


def _scope(bodies: Bodies) -> sa.ColumnElement[bool]:
    """The call's proposals the actor is not tied to, by the parameters `call` and `me`."""
    return sa.and_(
        Proposal.call_id == sa.bindparam("call"),
        free_of(sa.bindparam("me", type_=sa.Integer()), set(bodies)),
    )


def _handed_in() -> sa.ColumnElement[bool]:
    return Proposal.status != ProposalStatus.DRAFT


@lru_cache(maxsize=64)
def _facets(bodies: Bodies) -> Any:
    """Asked for at every look at the list, built once."""
    proposals = (
        sa.select(
            sa.type_coerce(Proposal.status, sa.String),
            Proposal.country,
            sa.literal(""),
            sa.func.count(),
        )
        .where(_scope(bodies))
        .group_by(Proposal.status, Proposal.country)
    )
    officers = sa.select(sa.null(), Person.ref, Person.name, sa.literal(0)).where(
        Person.id.in_(
            sa.select(RoleGrant.person_id).where(RoleGrant.role.in_((Role.OFFICER, Role.LEAD)))
        )
    )
    return sa.union_all(proposals, officers)


@lru_cache(maxsize=64)
def _page(wanted: Wanted, bodies: Bodies) -> sa.Select[*tuple[Any, ...]]:
    """One page after `skip` rows; kept for the unfiltered list in each of its orders."""
    chosen = _chosen(wanted, bodies).limit(PAGE).offset(sa.bindparam("skip")).subquery()
    return (
        sa.select(*_SHOWN)
        .join_from(Proposal, chosen, chosen.c.id == Proposal.id)
        .outerjoin(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Person, Person.id == Screening.officer_id)
        .order_by(*_order(wanted))
    )


def _chosen(wanted: Wanted, bodies: Bodies) -> sa.Select[int]:
    """Filtered and in order, joined to officers only when the filter or the order needs it."""
    query = sa.select(Proposal.id)
    if wanted.officer or wanted.sort == "officer":
        query = query.outerjoin(Screening, Screening.proposal_id == Proposal.id).outerjoin(
            Person, Person.id == Screening.officer_id
        )
    return query.where(*_conditions(wanted, bodies)).order_by(*_order(wanted))


def _conditions(wanted: Wanted, bodies: Bodies) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [_scope(bodies), _handed_in()]
    if wanted.state:
        found.append(sa.type_coerce(Proposal.status, sa.String) == wanted.state)
    if wanted.country:
        found.append(Proposal.country == wanted.country)
    if wanted.focus:
        found.append(Proposal.focus_area == wanted.focus)
    if wanted.language:
        found.append(Proposal.language == wanted.language)
    if wanted.officer == NOBODY:
        found.append(Screening.officer_id.is_(None))
    elif wanted.officer:
        found.append(Person.ref == wanted.officer)
    found += [_holds(word) for word in wanted.text.split()[:8]]
    return found


_SHOWN = (
    Proposal.ref,
    Proposal.title,
    Proposal.city,
    Proposal.country,
    Proposal.proponent_name,
    Proposal.grant_cents,
    Proposal.status,
    Proposal.submitted_at,
    Person.name.label("officer"),
)
_EXPORTED = (
    Proposal.focus_area,
    Proposal.language,
    Proposal.proponent_kind,
    Proposal.months,
    Proposal.cash_cents,
    Proposal.in_kind_cents,
    Proposal.status_at,
)


def _order(wanted: Wanted) -> tuple[Any, Any]:
    """By the column asked for, what is empty last; ties in the order of entry."""
    order = SORTS.get(wanted.sort, Proposal.submitted_at)
    turned = order.desc() if wanted.descending else order.asc()
    if order is not Proposal.submitted_at:  # never empty here, and read in order from its index
        turned = turned.nulls_last()
    return turned, Proposal.id


def _holds(word: str) -> sa.ColumnElement[bool]:
    """The word stands in the title, the proponent, the city or the reference."""
    columns = (Proposal.title, Proposal.proponent_name, Proposal.city, Proposal.ref)
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))
