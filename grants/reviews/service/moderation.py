"""What the panel agreed on, kept beside the original scores and never over them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import criteria_of
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import Message, msg
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import MinorityView, ModeratedScore
from grants.reviews.queries.assignment import Reviewed, proposal_in
from grants.reviews.queries.moderation import Panel, panel_of
from grants.reviews.queries.pool import call_for
from grants.reviews.rules.agreed import LONGEST_REASON, Agreed


def seen_digest(panel: Panel) -> str:
    """What a form was shown; the version of everything the panel said."""
    agreed = {str(k): [s.n, s.points_milli, s.reason] for k, s in panel.agreed.items()}
    return sha256(canonical([agreed, {str(k): n for k, n in panel.views.items()}]))


def moderate(
    actor: Actor,
    call_ref: str,
    proposal_ref: str,
    agreed: Mapping[int, Agreed],
    *,
    seen: str,
    apart: Mapping[str, str] | None = None,
    operation: str | None = None,
) -> None:
    """Set agreed points by criterion id, and by an assignment's reference why its evaluator stays
    apart. Only what differs from what stands is written, as a further step.

    Raises Refused at the fields `reason_CODE` and `apart_REF`.
    """
    operations.claim(operation, actor, "reviews:moderate")
    call = call_for(actor, call_ref)
    proposal, shown = _locked(actor, call, proposal_ref)
    before = panel_of(proposal.id)
    if seen_digest(before) != seen:
        raise Conflict(msg("Somebody changed the agreed points while you had them open."))
    _check(proposal, call, agreed)
    changed = {k: one for k, one in agreed.items() if one != _standing(before, k)}
    for criterion_id, one in changed.items():
        last = before.agreed.get(criterion_id)
        db.session.add(
            ModeratedScore(
                proposal_id=proposal.id,
                criterion_id=criterion_id,
                n=1 + (last.n if last else 0),
                points_milli=one.points_milli,
                reason=one.reason,
                by_id=actor.person_id or 0,
                at=clock.now(),
            )
        )
    views = _keep_views(actor, shown, before, apart or {})
    old = {str(k): s.points_milli for k, s in before.agreed.items()}
    new: dict[str, Any] = {**old, **{str(k): one.points_milli for k, one in changed.items()}}
    if views:
        new["apart"] = views
    record(actor, "proposal:moderate", proposal, old=old, new=new)
    operations.keep(operation, actor, proposal_ref)
    db.session.commit()


def _standing(before: Panel, criterion_id: int) -> Agreed:
    step = before.agreed.get(criterion_id)
    return Agreed(step.points_milli, step.reason) if step else Agreed()


def _keep_views(
    actor: Actor, shown: Reviewed, before: Panel, apart: Mapping[str, str]
) -> list[int]:
    """Minority views that differ from what stands; ids of their people, for the trail."""
    people = {given.ref: given.person_id for given in shown.given}
    if set(apart) - set(people):
        raise NotFound
    changed = {
        people[ref]: words.strip()
        for ref, words in apart.items()
        if words.strip() != before.apart.get(people[ref], "")
    }
    for person_id, words in changed.items():
        db.session.add(
            MinorityView(
                proposal_id=shown.id,
                person_id=person_id,
                n=1 + before.views.get(person_id, 0),
                words=words,
                by_id=actor.person_id or 0,
                at=clock.now(),
            )
        )
    return sorted(changed)


def _locked(actor: Actor, call: Call, ref: str) -> tuple[Proposal, Reviewed]:
    """The proposal's row for the rest of the transaction; NotFound when not for this actor."""
    shown = proposal_in(actor, call, ref)
    row = db.session.scalars(
        sa.select(Proposal).where(Proposal.id == shown.id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row, shown


def _check(proposal: Proposal, call: Call, agreed: Mapping[int, Agreed]) -> None:
    if proposal.status is not ProposalStatus.IN_REVIEW:
        raise Refused(msg("This proposal is no longer in review: its points are fixed."))
    codes = {c.id: c.code for c in criteria_of(call)}
    if set(agreed) - set(codes):
        raise NotFound
    faults: dict[str, Message] = {}
    for criterion_id, one in agreed.items():
        if one.points_milli is not None and not 0 <= one.points_milli <= 5000:
            raise Refused(msg("Agreed points go from 0 to 5."))
        fault = _fault(one)
        if fault is not None:
            faults[f"reason_{codes[criterion_id]}"] = fault
    if faults:
        raise Refused(msg("The agreed points were not saved yet."), faults)


def _fault(one: Agreed) -> Message | None:
    if one.points_milli is not None and not one.reason:
        return msg("Say why the panel agreed on these points")
    if len(one.reason) > LONGEST_REASON:
        return msg(
            "This is %(n)s characters. Shorten it to %(most)s or fewer",
            n=len(one.reason),
            most=LONGEST_REASON,
        )
    return None
