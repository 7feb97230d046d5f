"""What must always be true of the board's record, recomputed."""

from collections.abc import Iterator

import sqlalchemy as sa

from grants.board.models import (
    Decision,
    DecisionOutcome,
    Item,
    ItemKind,
    ItemStatus,
    NumberSeries,
    Objection,
    Outcome,
    Recusal,
    Vote,
)
from grants.board.rules.quorum import QuorumState
from grants.core.db import db
from grants.core.invariants import Breach, invariant
from grants.funds.models import Entry, EntryKind
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted

VOICES = "voices within quorum and recusal"
DECISIONS = "decisions have outcomes and entries"
NUMBERS = "decision numbers have no gaps"

_ENTRIES: dict[ItemKind, set[EntryKind]] = {
    ItemKind.PROPOSAL: {EntryKind.RESERVATION},
    ItemKind.ALLOCATION: {EntryKind.ALLOCATION},
    ItemKind.TRANSFER: {EntryKind.TRANSFER_OUT, EntryKind.TRANSFER_IN},
    ItemKind.REMAINDER: set(),
    ItemKind.NOTE: set(),
}
_AFTER = (
    ProposalStatus.DECIDED,
    ProposalStatus.APPROVED,
    ProposalStatus.RESERVE,
    ProposalStatus.REJECTED,
)


@invariant(VOICES)
def check_voices() -> list[Breach]:
    """No recused seat counts, and nothing was adopted without its quorum."""
    return [*_recused_voices(Vote), *_recused_voices(Objection), *_without_quorum()]


def _recused_voices(voice: type[Vote] | type[Objection]) -> Iterator[Breach]:
    rows = db.session.execute(
        sa.select(voice.item_id, voice.seat_id)
        .join(
            Recusal,
            sa.and_(
                Recusal.item_id == voice.item_id,
                Recusal.seat_id == voice.seat_id,
                Recusal.proposal_id.is_(None),
            ),
        )
        .where(voice.voided_at.is_(None))
    )
    for item_id, seat_id in rows:
        yield Breach(VOICES, f"item {item_id}", f"the recused seat {seat_id} counts")


def _without_quorum() -> Iterator[Breach]:
    rows = db.session.execute(sa.select(Decision.number, Decision.facts, Item.kind).join(Item))
    for number, facts, kind in rows:
        verdict = facts.get("verdict", {})
        reached = verdict.get("quorum", {}).get("state") == QuorumState.REACHED.value
        if not reached and not verdict.get("passed_to_rest") and kind is not ItemKind.REMAINDER:
            yield Breach(VOICES, number, "adopted without a quorum")


@invariant(DECISIONS)
def check_decisions() -> list[Breach]:
    """Each decision moved the money it names, once, and each decided proposal has its outcome."""
    return [*_money(), *_orphan_entries(), *_outcomes()]


def _money() -> Iterator[Breach]:
    posted: dict[int, list[tuple[EntryKind, int]]] = {}
    for row in db.session.execute(
        sa.select(Entry.cause_id, Entry.kind, Entry.amount_cents).where(
            Entry.cause_kind == "decision", Entry.counter_of_id.is_(None)
        )
    ):
        # what follows from an agreement is caused by the agreement, not by the decision
        posted.setdefault(row[0], []).append((row[1], row[2]))
    for decision_id, number, kind, status, cents in db.session.execute(
        sa.select(Decision.id, Decision.number, Item.kind, Item.status, Item.amount_cents).join(
            Item, Item.id == Decision.item_id
        )
    ):
        wanted = _ENTRIES[kind] if status is ItemStatus.ADOPTED else set()
        found = posted.get(decision_id, [])
        if {k for k, _ in found} != wanted or len(found) != len(wanted):
            yield Breach(DECISIONS, number, f"entries {[k.value for k, _ in found]}")
        elif any(amount != cents for _, amount in found):
            yield Breach(DECISIONS, number, "an entry has another amount than the decision")


def _orphan_entries() -> Iterator[Breach]:
    rows = db.session.scalars(
        sa.select(Entry.ref)
        .outerjoin(Decision, Decision.id == Entry.cause_id)
        .where(Entry.cause_kind == "decision", Decision.id.is_(None))
    )
    for ref in rows:
        yield Breach(DECISIONS, f"entry {ref}", "names a decision that does not exist")


def _outcomes() -> Iterator[Breach]:
    undecided = db.session.scalars(
        sa.select(Proposal.ref)
        .outerjoin(DecisionOutcome, DecisionOutcome.proposal_id == Proposal.id)
        .where(
            Proposal.status.in_(_AFTER),
            Proposal.is_imported.is_(False),
            counted(),
            DecisionOutcome.id.is_(None),
        )
    )
    for ref in undecided:
        yield Breach(DECISIONS, f"proposal {ref}", "is decided without a decision")
    bare = db.session.execute(
        sa.select(Decision.number)
        .join(Item, Item.id == Decision.item_id)
        .outerjoin(DecisionOutcome, DecisionOutcome.decision_id == Decision.id)
        .where(Item.kind.in_([ItemKind.PROPOSAL, ItemKind.REMAINDER]), DecisionOutcome.id.is_(None))
    )
    for (number,) in bare:
        yield Breach(DECISIONS, number, "decides on no proposal")
    without = db.session.execute(
        sa.select(Decision.number)
        .join(DecisionOutcome, DecisionOutcome.decision_id == Decision.id)
        .where(DecisionOutcome.outcome == Outcome.APPROVED, DecisionOutcome.amount_cents.is_(None))
    )
    for (number,) in without:
        yield Breach(DECISIONS, number, "approves no amount")


@invariant(NUMBERS)
def check_numbers() -> list[Breach]:
    """The numbers of a series run from one to the last without a gap."""
    numbers = list(db.session.scalars(sa.select(Decision.number)))
    found = []
    for prefix, last in db.session.execute(sa.select(NumberSeries.prefix, NumberSeries.last)):
        if not prefix.endswith("D"):
            continue
        tails = sorted(int(n[len(prefix) :]) for n in numbers if n.startswith(prefix))
        if tails != list(range(1, last + 1)):
            found.append(Breach(NUMBERS, prefix, f"numbers {tails}, the last given is {last}"))
    return found
