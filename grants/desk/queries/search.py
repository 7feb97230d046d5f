"""The search over every call for one actor; what they are tied to is in no count either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import read
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import free_of_conflict
from grants.proposals.queries.search import matching, passages, ranked
from grants.proposals.rules.search.passages import Found
from grants.proposals.rules.search.typed import Terms

PAGE = 20


@dataclass(frozen=True)
class CallCount:
    """A call in which something was found, and how much."""

    ref: str
    title: Mapping[str, str]
    n: int


@dataclass(frozen=True)
class Result:
    """One proposal that was found, with its words as they were submitted."""

    id: int
    ref: str
    call_ref: str
    call_title: Mapping[str, str]
    status: ProposalStatus
    proponent: str
    city: str
    country: str | None
    submitted_at: datetime
    found: Found


class ProposalSearch:
    """What the terms find for one actor; what ties them to proposals is loaded once."""

    def __init__(self, actor: Actor, terms: Terms):
        if not actor.may(Permission.PROPOSAL_LIST):
            raise NotFound
        self._terms = terms
        self._scope = sa.and_(free_of_conflict(actor), matching(terms))

    def counts(self) -> list[CallCount]:
        """The calls with results, the latest first; one query."""
        rows = read(
            sa.select(Call.ref, Call.title, sa.func.count())
            .join(Proposal, Proposal.call_id == Call.id)
            .where(self._scope)
            .group_by(Call.id)
            .order_by(Call.opens_at.desc().nulls_last(), Call.ref)
        )
        return [CallCount(*row) for row in rows]

    def page(self, number: int, call_ref: str = "") -> list[Result]:
        """One page, the best first; two queries."""
        query = (
            sa.select(
                Proposal.id,
                Proposal.ref,
                Call.ref.label("call_ref"),
                Call.title.label("call_title"),
                Proposal.status,
                Proposal.proponent_name.label("proponent"),
                Proposal.city,
                Proposal.country,
                Proposal.submitted_at,
            )
            .join(Call, Call.id == Proposal.call_id)
            .where(self._scope)
            .order_by(*ranked(self._terms))
            .limit(PAGE)
            .offset((number - 1) * PAGE)
        )
        if call_ref:
            query = query.where(Call.ref == call_ref)
        return self._with_passages(read(query))

    def _with_passages(self, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> list[Result]:
        found = passages([row.id for row in rows], self._terms)
        return [Result(**row._mapping, found=found[row.id]) for row in rows if row.id in found]
