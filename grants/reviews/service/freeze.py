"""Freezing a ranking: numbered, hashed, never changed; the board receives this version."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call, CallStatus
from grants.calls.service import enter
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted, hidden_from
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move
from grants.reviews.models import Ranking, RankingRow
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.ranking import FREEZABLE, RankingView, Row, ranking_for
from grants.reviews.queries.walls import not_in_conflict, unbarred
from grants.reviews.rules.slate import Departure, Slate, SlateRow, check_slate, slate
from grants.reviews.service.content import content


def basis(view: RankingView) -> str:
    """Digest of everything the order rests on: shows whether a score changed since it was read."""
    rows = [
        [
            row.ref,
            row.placed.place,
            [row.mean.numerator, row.mean.denominator] if row.mean is not None else None,
            row.tally.spread_milli,
            row.tally.count,
            row.asked_cents,
            list(row.missed),
        ]
        for row in view.rows
    ]
    return sha256(canonical({"rows": rows, "room": view.order.room_cents}))


def freezable(actor: Actor, call_ref: str, *, lock: bool = False) -> RankingView:
    """The ranking that would be frozen now; Refused for a lead with an interest in the call."""
    call = call_for(actor, call_ref, Permission.RANKING_FREEZE)
    if lock:
        db.session.execute(sa.select(Call.id).where(Call.id == call.id).with_for_update())
    of_call = sa.select(sa.func.count(Proposal.id)).where(Proposal.call_id == call.id)
    # Whatever became of it: who may not know that must not learn it here. A conflict of interest
    # hides too, and has its own answer below.
    if db.session.scalar(of_call.where(counted(), hidden_from(actor), not_in_conflict(actor))):
        raise Refused(
            msg(
                "You have still to check a proposal of this call again, blind, and would freeze a "
                "ranking that hides it from you. End that check first, or let another lead freeze."
            )
        )
    tied = db.session.scalar(
        of_call.where(
            Proposal.status.in_(FREEZABLE),
            counted(),
            sa.not_(unbarred(actor)),
        )
    )
    if tied:
        raise Refused(
            msg(
                "You have an interest in a proposal of this call, so another lead must freeze "
                "its ranking."
            )
        )
    return ranking_for(actor, call, statuses=FREEZABLE)


def freeze(
    actor: Actor,
    call_ref: str,
    departures: Iterable[Departure],
    note: str,
    *,
    seen: str,
    operation: str | None = None,
) -> str:
    """Freeze the order with the slate; moves everything in review to ranked. Its reference."""
    operations.claim(operation, actor, "ranking:freeze")
    view = freezable(actor, call_ref, lock=True)
    if basis(view) != seen:
        raise Conflict(
            msg(
                "The scores or the envelope changed while you had the slate open. Nothing was "
                "frozen; look at the new order and press again."
            )
        )
    by_ref = {d.ref: d for d in departures}
    if set(by_ref) - {row.ref for row in view.rows}:
        raise NotFound
    found = slate(view.order.rows, by_ref, view.order.room_cents)
    check_slate(found, view.call.currency)
    ranking = _store(actor, view, found, note)
    enter(actor, view.call, CallStatus.RANKING)
    _rank(actor, view.rows, ranking)
    record(
        actor,
        "ranking:freeze",
        ranking,
        new={"n": ranking.n, "sha256": ranking.sha256, "rows": len(view.rows)},
        reason=note,
    )
    operations.keep(operation, actor, ranking.ref)
    db.session.commit()
    return ranking.ref


def _store(actor: Actor, view: RankingView, found: Slate, note: str) -> Ranking:
    """The next number of the call, with its content and rows."""
    last = sa.select(sa.func.max(Ranking.n)).where(Ranking.call_id == view.call.id)
    n = 1 + (db.session.scalar(last) or 0)
    text = canonical(content(view, found, n, note))
    ranking = Ranking(
        ref=random_ref(),
        call_id=view.call.id,
        n=n,
        content=text,
        sha256=sha256(text),
        room_cents=view.order.room_cents,
        note=note,
        frozen_by_id=actor.person_id,
        frozen_at=clock.now(),
    )
    db.session.add(ranking)
    db.session.flush()
    db.session.add_all(
        _row(ranking, row, line) for row, line in zip(view.rows, found.rows, strict=True)
    )
    return ranking


def _row(ranking: Ranking, row: Row, line: SlateRow) -> RankingRow:
    return RankingRow(
        ranking_id=ranking.id,
        proposal_id=row.proposal_id,
        place=row.placed.place,
        mean_milli=row.mean_milli,
        spread_milli=row.tally.spread_milli,
        reviews=row.tally.count,
        floors_met=not row.missed,
        recommendation=line.recommendation,
        amount_cents=line.amount_cents,
        reason=line.reason if line.departs else "",
    )


def _rank(actor: Actor, rows: Iterable[Row], ranking: Ranking) -> None:
    in_review = [row.proposal_id for row in rows if row.status is ProposalStatus.IN_REVIEW]
    for proposal in db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id.in_(in_review))
        .order_by(Proposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ):
        move(actor, proposal, Move.RANK, facts={"ranking": ranking.id})


def is_genuine(ranking: Ranking) -> bool:
    """Does the stored hash still fit the stored content?"""
    return sha256(ranking.content) == ranking.sha256


def content_of(ranking: Ranking) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(ranking.content)
    return found
