"""What the panel agreed on, kept beside the original scores and never over them."""

from collections.abc import Mapping

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import criteria_of
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import msg
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import ModeratedScore
from grants.reviews.queries.assignment import proposal_in
from grants.reviews.queries.pool import call_for


def agreed_rows(proposal_id: int) -> dict[int, ModeratedScore]:
    """Criterion id → what the panel agreed on."""
    rows = db.session.scalars(
        sa.select(ModeratedScore).where(ModeratedScore.proposal_id == proposal_id)
    )
    return {row.criterion_id: row for row in rows}


def seen_digest(rows: Mapping[int, ModeratedScore]) -> str:
    """What a form was shown; the version of a set of rows."""
    return sha256(canonical({str(k): [row.points_milli, row.reason] for k, row in rows.items()}))


def moderate(
    actor: Actor,
    call_ref: str,
    proposal_ref: str,
    points: Mapping[int, int | None],
    reason: str,
    *,
    seen: str,
    operation: str | None = None,
) -> None:
    """Set the agreed points (thousandths, by criterion id); None takes an agreement back."""
    operations.claim(operation, actor, "reviews:moderate")
    call = call_for(actor, call_ref)
    proposal = _locked(actor, call, proposal_ref)
    before = agreed_rows(proposal.id)
    if seen_digest(before) != seen:
        raise Conflict(msg("Somebody changed the agreed points while you had them open."))
    _check(proposal, call, points, reason)
    old = {str(k): row.points_milli for k, row in before.items()}
    for criterion_id, value in points.items():
        row = before.get(criterion_id)
        if value is not None:
            row = row or _row(proposal, criterion_id)
            row.points_milli, row.reason = value, reason
            row.by_id, row.at = actor.person_id or 0, clock.now()
        elif row is not None:
            db.session.delete(row)
    new = {str(k): value for k, value in points.items()}
    record(actor, "proposal:moderate", proposal, old=old, new=new, reason=reason)
    operations.keep(operation, actor, proposal_ref)
    db.session.commit()


def _row(proposal: Proposal, criterion_id: int) -> ModeratedScore:
    row = ModeratedScore(proposal_id=proposal.id, criterion_id=criterion_id)
    db.session.add(row)
    return row


def _locked(actor: Actor, call: Call, ref: str) -> Proposal:
    """The proposal's row for the rest of the transaction; NotFound when not for this actor."""
    shown = proposal_in(actor, call, ref)
    row = db.session.scalars(
        sa.select(Proposal).where(Proposal.id == shown.id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _check(proposal: Proposal, call: Call, points: Mapping[int, int | None], reason: str) -> None:
    if proposal.status is not ProposalStatus.IN_REVIEW:
        raise Refused(msg("This proposal is no longer in review: its points are fixed."))
    if set(points) - {c.id for c in criteria_of(call)}:
        raise NotFound
    if any(value is not None and not 0 <= value <= 5000 for value in points.values()):
        raise Refused(msg("Agreed points go from 0 to 5."))
    if not reason.strip():
        raise Refused(
            msg("The agreed points were not saved yet."),
            {"reason": msg("Say why the panel agreed on these points")},
        )
