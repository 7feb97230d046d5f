"""What an expression of the list may lean on: who asks, about which call, and the tables beside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core import clock
from grants.core.db import UtcDateTime
from grants.places.models import Country
from grants.proposals.models import Proposal, ProposalStatus as S
from grants.proposals.queries.conflicts import free_of
from grants.screening.models import Appeal, Clarification, Screening
from grants.screening.rules.periods import screening_due

Expression = sa.ColumnElement[Any]
Officer = aliased(Person, name="officer")

# Tables beside the proposal, at most one row each; joined only where something needs them.
SCREENING, OFFICER, COUNTRY, APPEAL = "screening", "officer", "country", "appeal"
_JOINS: dict[str, tuple[Any, Any]] = {
    SCREENING: (Screening, Screening.proposal_id == Proposal.id),
    OFFICER: (Officer, Officer.id == Screening.officer_id),
    COUNTRY: (Country, Country.code == Proposal.country),
    APPEAL: (Appeal, Appeal.proposal_id == Proposal.id),
}
_BEFORE = {OFFICER: (SCREENING,)}


def joined(query: sa.Select[*tuple[Any, ...]], needed: set[str]) -> sa.Select[*tuple[Any, ...]]:
    """The query with the tables that are needed, each once, in an order that works."""
    wanted = needed.union(*(_BEFORE.get(name, ()) for name in needed))
    for name, (table, condition) in _JOINS.items():
        if name in wanted:
            query = query.outerjoin(table, condition)
    return query


@dataclass(frozen=True)
class Scope:
    """One call as one actor reads it now; `bodies` are the organisations the actor works for."""

    call_id: int
    person_id: int
    bodies: frozenset[int]
    language: str
    now: datetime
    due: datetime | None  # when every check of the call is expected to be done

    @classmethod
    def of(cls, call: Call, person_id: int, bodies: set[int], language: str) -> "Scope":
        due = screening_due(call.closes_at) if call.closes_at else None
        return cls(call.id, person_id, frozenset(bodies), language, clock.now(), due)

    def free(self) -> Expression:
        """Counted, and nothing ties the actor to it."""
        return free_of(sa.literal(self.person_id), set(self.bodies))

    def everything(self) -> Expression:
        """The call's proposals that were handed in, as far as the actor may know of them."""
        return sa.and_(Proposal.call_id == self.call_id, Proposal.status != S.DRAFT, self.free())

    def seen(self) -> sa.Select[int]:
        """Ids of every proposal of any call that the actor may know of."""
        return sa.select(Proposal.id).where(self.free()).correlate(None)

    def due_at(self) -> Expression:
        """Until when somebody must act: the city on a question, the office on a check; or null."""
        question = (
            sa.select(sa.func.max(Clarification.due_at))
            .where(Clarification.proposal_id == Proposal.id)
            .correlate(Proposal)
            .scalar_subquery()
        )
        office = sa.literal(self.due, UtcDateTime())
        return sa.type_coerce(
            sa.case(
                (Proposal.status == S.CLARIFICATION, question),
                (Proposal.status.in_((S.SUBMITTED, S.SCREENING)), office),
            ),
            UtcDateTime(),
        )

    def place_name(self) -> Expression:
        """The country's name in the reader's language."""
        names: dict[str, Any] = {
            "fr": Country.name_fr,
            "es": Country.name_es,
            "pt": Country.name_pt,
        }
        column: Expression = names.get(self.language, Country.name_en)
        return column
