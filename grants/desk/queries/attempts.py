"""Every try to submit in a call, for the office: that it was made, when, by whom, how it ended.

Of a draft nothing else is loaded, neither its title nor what was missing in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Attempt, AttemptOutcome, Proposal
from grants.proposals.queries.conflicts import untied
from grants.proposals.rules.attempts import seconds_late

PAGE = 50


@dataclass(frozen=True)
class OfficeAttempt:
    """One try as the office may see it."""

    received_at: datetime
    proposal_ref: str
    is_handed_in: bool
    person: str
    outcome: AttemptOutcome
    seconds_late: int


class AttemptList:
    """The tries of one call for one actor, without proposals the actor is tied to."""

    def __init__(self, actor: Actor, call_id: int, outcome: AttemptOutcome | None = None):
        if not actor.may(Permission.PROPOSAL_LIST):
            raise NotFound
        self._scope = sa.and_(Proposal.call_id == call_id, untied(actor))
        self._chosen = sa.true() if outcome is None else Attempt.outcome == outcome

    def counts(self) -> dict[AttemptOutcome, int]:
        """How many ended how, whatever is chosen; one query."""
        rows = db.session.execute(
            sa.select(Attempt.outcome, sa.func.count())
            .join(Proposal, Proposal.id == Attempt.proposal_id)
            .where(self._scope)
            .group_by(Attempt.outcome)
        )
        return {row[0]: row[1] for row in rows}

    def page(self, number: int) -> list[OfficeAttempt]:
        """One page, the newest first; one query."""
        return [_shown(row) for row in db.session.execute(self._rows(PAGE, (number - 1) * PAGE))]

    def all(self) -> Iterator[OfficeAttempt]:
        """Every row, streamed, for an export."""
        rows: Any = db.session.execute(self._rows(), execution_options={"yield_per": 500})
        for row in rows:
            yield _shown(row)

    def _rows(self, most: int | None = None, skip: int = 0) -> sa.Select[*tuple[Any, ...]]:
        return (
            sa.select(
                Attempt.received_at,
                Proposal.ref,
                Proposal.submitted_at,
                Person.name,
                Attempt.outcome,
                Attempt.facts,
            )
            .join(Proposal, Proposal.id == Attempt.proposal_id)
            .join(Person, Person.id == Attempt.person_id)
            .where(self._scope, self._chosen)
            .order_by(Attempt.received_at.desc(), Attempt.id.desc())
            .limit(most)
            .offset(skip or None)
        )


def _shown(row: Any) -> OfficeAttempt:
    received_at, ref, submitted_at, name, outcome, facts = row
    return OfficeAttempt(
        received_at, ref, submitted_at is not None, name, outcome, seconds_late(facts)
    )
