"""Making one decision: its number, words and frozen facts, its outcomes and its money."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import (
    Decision,
    DecisionOutcome,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    Outcome,
    Recusal,
)
from grants.board.queries.meetings import code_of
from grants.board.queries.positions import Floor
from grants.board.rules.numbering import decision_number, decision_series
from grants.board.service.closing import shown_verdict
from grants.board.service.prepare import allocation_by_ref
from grants.board.service.series import give
from grants.calls.models import Call
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.money import Amount
from grants.funds import service as funds
from grants.funds.models import BusinessLine, Source
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move

CAUSE = "decision"


def decide(
    actor: Actor, meeting: Meeting, item: Item, said: Floor, closer: int, adopted: set[int]
) -> Decision:
    """The decision on an item with everything it causes; the caller holds the series' lock.

    `adopted` are the proposals of a remainder that this decision covers.
    """
    series = decision_series(meeting.kind, meeting.year, meeting.number)
    proposals = _proposals(item, adopted)
    decision = Decision(
        number=decision_number(series, give(series)),
        item_id=item.id,
        words=str(words_of(item)),
        conditions=list(item.facts.get("conditions", [])),
        facts=_facts(meeting, item, said, proposals),
        adopted_at=clock.now(),
        adopted_by_id=closer,
        confirmed_by_id=actor.person_id or 0,
    )
    db.session.add(decision)
    db.session.flush()
    _move_money(actor, item, decision)
    _set_outcomes(actor, item, decision, proposals)
    if "refusal" in item.facts:
        item.facts = {k: v for k, v in item.facts.items() if k != "refusal"}
    record(
        actor,
        "board:decide",
        decision,
        new={"item": item.id, "number": decision.number, "status": item.status.value},
    )
    return decision


def _proposals(item: Item, adopted: set[int]) -> list[Proposal]:
    """The proposals the decision is about, locked; one its city withdrew is left out."""
    wanted = {item.proposal_id} if item.proposal_id is not None else adopted
    if not wanted:
        return []
    rows = list(
        db.session.scalars(
            sa.select(Proposal)
            .where(Proposal.id.in_(wanted))
            .order_by(Proposal.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    there = [row for row in rows if row.status is ProposalStatus.WITH_BOARD]
    if not there:
        raise Refused(msg("The proposal is no longer with the board; nothing was decided."))
    return there


def words_of(item: Item) -> Message:
    """The text of the decision."""
    amount = Amount(item.amount_cents or 0, item.currency)
    match item.kind:
        case ItemKind.PROPOSAL if item.status is ItemStatus.REJECTED:
            return msg(
                "The Management Board does not approve the proposal “%(title)s”.", title=item.title
            )
        case ItemKind.PROPOSAL:
            return msg(
                "The Management Board approves in principle the proposal “%(title)s”, "
                "with a grant of up to %(amount)s.",
                title=item.title,
                amount=amount,
            )
        case ItemKind.REMAINDER:
            return msg(
                "The Management Board adopts the reserve list in its order, and does not fund "
                "the other proposals of this item."
            )
        case ItemKind.NOTE:
            return msg("The Management Board agrees: %(title)s", title=item.title)
    return msg("The Management Board decides: %(title)s.", title=item.title)


def _facts(meeting: Meeting, item: Item, said: Floor, proposals: list[Proposal]) -> dict[str, Any]:
    """What is frozen with the decision: how it came about, without anybody's name."""
    bodies = {seat.id: seat.organisation for seat in said.seats}
    recused = db.session.execute(
        sa.select(Recusal.seat_id, Recusal.cause, Recusal.proposal_id)
        .where(Recusal.item_id == item.id)
        .order_by(Recusal.id)
    )
    return {
        "meeting": code_of(meeting),
        "item": item.n,
        "kind": item.kind.value,
        "status": item.status.value,
        "verdict": shown_verdict(said.verdict(item.id)),
        "recused": [
            {
                "seat": row.seat_id,
                "organisation": bodies.get(row.seat_id),
                "cause": row.cause.value,
                "proposal": row.proposal_id,
            }
            for row in recused
        ],
        "amount_cents": item.amount_cents,
        "currency": item.currency,
        "proposals": [proposal.ref for proposal in proposals],
        "funds": {k: v for k, v in item.facts.items() if k not in ("rows", "verdict", "refusal")},
    }


def _move_money(actor: Actor, item: Item, decision: Decision) -> None:
    cause = funds.Cause(CAUSE, decision.id, decision.number)
    cents = item.amount_cents or 0
    if item.status is not ItemStatus.ADOPTED:
        return
    match item.kind:
        case ItemKind.PROPOSAL:
            envelope = db.session.scalar(sa.select(Call.envelope_id).where(Call.id == item.call_id))
            if envelope is None:
                raise Refused(msg("The call has no envelope, so nothing can be reserved."))
            funds.reserve(actor, envelope, cents, cause)
        case ItemKind.ALLOCATION:
            facts = item.facts
            line = db.session.scalars(
                sa.select(BusinessLine.id).where(BusinessLine.code == facts["line"])
            ).one()
            purpose = funds.Purpose(
                line,
                facts["year"],
                Source(facts["source"]),
                facts.get("donor", ""),
                item.currency,
                facts.get("restriction", ""),
            )
            funds.allocate(actor, purpose, cents, cause)
        case ItemKind.TRANSFER:
            source, target = item.facts["from"], item.facts["to"]
            ids = [allocation_by_ref(ref).id for ref in (source, target)]
            funds.transfer(actor, ids[0], ids[1], cents, cause)


def _set_outcomes(actor: Actor, item: Item, decision: Decision, proposals: list[Proposal]) -> None:
    rows = {row["proposal_id"]: row for row in item.facts.get("rows", [])}
    for proposal in proposals:
        row = rows.get(proposal.id, {})
        outcome = Outcome(row.get("outcome", Outcome.APPROVED))
        if item.kind is ItemKind.PROPOSAL and item.status is ItemStatus.REJECTED:
            outcome = Outcome.REJECTED
        db.session.add(
            DecisionOutcome(
                decision_id=decision.id,
                proposal_id=proposal.id,
                outcome=outcome,
                amount_cents=item.amount_cents if outcome is Outcome.APPROVED else None,
                reserve_place=row.get("reserve_place"),
            )
        )
        move(actor, proposal, Move.DECIDE, facts={"decision": decision.id})
    db.session.flush()
