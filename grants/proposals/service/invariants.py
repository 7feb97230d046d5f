"""What must always be true of proposals."""

from collections.abc import Iterator

import sqlalchemy as sa

from grants.audit.models import TrailEvent
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.invariants import Breach, invariant
from grants.proposals.models import Attempt, AttemptOutcome, Proposal, Receipt, Snapshot
from grants.proposals.queries.conflicts import counted

RECEIPTS = "one receipt per submission"


@invariant("statuses = trail")
def statuses_follow_the_trail() -> Iterator[Breach]:
    """The stored status is what the last event about the proposal's status says."""
    last = (
        sa.select(TrailEvent.subject_id, sa.func.max(TrailEvent.seq).label("seq"))
        .where(TrailEvent.subject_kind == "proposal", TrailEvent.action.like("proposal:%"))
        .where(TrailEvent.new["status"].as_string().is_not(None))
        .group_by(TrailEvent.subject_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Proposal.ref, Proposal.status, TrailEvent.new)
        .outerjoin(last, last.c.subject_id == Proposal.id)
        .outerjoin(TrailEvent, TrailEvent.seq == last.c.seq)
        .where(Proposal.is_imported.is_(False), counted())
    )
    for ref, status, new in rows:
        recorded = (new or {}).get("status", "draft")
        if recorded != status.value:
            yield Breach("statuses = trail", ref, f"stored {status.value}, recorded {recorded}")


@invariant(RECEIPTS)
def one_receipt_per_submission() -> Iterator[Breach]:
    """Every snapshot has its receipt and an accepted attempt; every hash is that of its content."""
    yield from _sealed()
    yield from _accepted_once()


def _sealed() -> Iterator[Breach]:
    rows = db.session.execute(
        sa.select(
            Snapshot.id,
            Snapshot.content,
            Snapshot.sha256,
            Receipt.id.is_(None).label("bare"),
            Proposal.ref,
        )
        .join(Proposal, Proposal.id == Snapshot.proposal_id)
        .outerjoin(Receipt, Receipt.snapshot_id == Snapshot.id)
        .where(counted())
        .execution_options(yield_per=200)
    )
    for snapshot_id, content, digest, bare, ref in rows:
        if bare:
            yield Breach(RECEIPTS, ref, f"snapshot {snapshot_id} has none")
        if sha256(content) != digest:
            yield Breach(RECEIPTS, ref, f"snapshot {snapshot_id}: wrong hash")


def _accepted_once() -> Iterator[Breach]:
    accepted = (
        sa.select(Attempt.proposal_id, sa.func.count().label("n"))
        .where(Attempt.outcome == AttemptOutcome.ACCEPTED)
        .group_by(Attempt.proposal_id)
        .subquery()
    )
    frozen = (
        sa.select(Snapshot.proposal_id, sa.func.count().label("n"))
        .group_by(Snapshot.proposal_id)
        .subquery()
    )
    uneven = db.session.execute(
        sa.select(Proposal.ref, frozen.c.n, accepted.c.n)
        .join(frozen, frozen.c.proposal_id == Proposal.id)
        .outerjoin(accepted, accepted.c.proposal_id == Proposal.id)
        .where(counted(), sa.func.coalesce(accepted.c.n, 0) != frozen.c.n)
    )
    for ref, snapshots, attempts in uneven:
        yield Breach(RECEIPTS, ref, f"{snapshots} snapshots, {attempts or 0} accepted")
