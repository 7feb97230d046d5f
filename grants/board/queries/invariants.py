"""What must always be true of decisions and votes."""

from collections.abc import Iterator

import sqlalchemy as sa

from grants.board.models import (
    Decision,
    DecisionOutcome,
    Item,
    Objection,
    Outcome,
    Recusal,
    Vote,
)
from grants.core.db import db
from grants.core.invariants import Breach, invariant
from grants.funds.models import Entry, EntryKind
from grants.proposals.models import Proposal, ProposalStatus

VOICES = "votes within quorum rules"
MONEY = "decisions = reservations"
OUTCOMES = "decided = has an outcome"


@invariant(VOICES)
def voices_are_entitled() -> Iterator[Breach]:
    """No recused seat voted or objected, and what was adopted had its quorum."""
    for table, word in ((Vote, "voted"), (Objection, "objected")):
        rows = db.session.execute(
            sa.select(Item.ref, table.seat_id)
            .join(Item, Item.id == table.item_id)
            .join(
                Recusal,
                sa.and_(
                    Recusal.item_id == table.item_id,
                    Recusal.seat_id == table.seat_id,
                    Recusal.proposal_id.is_(None),
                ),
            )
            .where(table.voided_at.is_(None))
        )
        for ref, seat in rows:
            yield Breach(VOICES, f"item {ref}", f"seat {seat} is recused and {word}")
    for number, facts in db.session.execute(sa.select(Decision.number, Decision.facts)):
        quorum = facts.get("quorum", {})
        if quorum and (
            quorum["members"] < quorum["needed_members"]
            or quorum["constituencies"] < quorum["needed_constituencies"]
        ):
            yield Breach(VOICES, number, f"adopted without quorum: {quorum}")


@invariant(MONEY)
def awards_are_reserved() -> Iterator[Breach]:
    """Every adopted award has exactly one reservation, of its amount, with its number."""
    rows = db.session.execute(
        sa.select(Decision.number, DecisionOutcome.amount_cents, Entry.amount_cents)
        .join(DecisionOutcome, DecisionOutcome.decision_id == Decision.id)
        .outerjoin(
            Entry,
            sa.and_(
                Entry.cause_kind == "decision",
                Entry.cause_id == Decision.id,
                Entry.kind == EntryKind.RESERVATION,
                Entry.counter_of_id.is_(None),
            ),
        )
        .where(DecisionOutcome.outcome == Outcome.APPROVED)
    )
    for number, decided, reserved in rows:
        if decided != reserved:
            yield Breach(MONEY, number, f"decided {decided}, reserved {reserved}")


@invariant(OUTCOMES)
def decided_have_outcomes() -> Iterator[Breach]:
    """A proposal decided here has its outcome row."""
    rows = db.session.scalars(
        sa.select(Proposal.ref)
        .outerjoin(DecisionOutcome, DecisionOutcome.proposal_id == Proposal.id)
        .where(
            Proposal.status.in_(
                [
                    ProposalStatus.DECIDED,
                    ProposalStatus.APPROVED,
                    ProposalStatus.RESERVE,
                    ProposalStatus.REJECTED,
                ]
            ),
            Proposal.is_imported.is_(False),
            DecisionOutcome.id.is_(None),
        )
    )
    for ref in rows:
        yield Breach(OUTCOMES, ref, "decided, but no decision says what")
