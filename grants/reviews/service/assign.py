"""Who reviews what: drafts the lead alone sees, then one publication with one mail each."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.calls.models import Call, CallStatus
from grants.calls.service import enter
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import Link, Message, msg, nmsg
from grants.mail.service import queue
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move
from grants.reviews.assignment import fits, pair_of
from grants.reviews.models import Assignment, AssignmentBan, AssignmentStatus, Review
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.assignment import Reviewed
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.drafting import (
    Wanted,
    banned_from,
    need_of,
    reader_of,
    rules_and_version,
)
from grants.reviews.queries.pool import Member, call_for, members
from grants.reviews.queries.redaction import not_ready
from grants.reviews.queries.shown import shown_title
from grants.reviews.rules.drafting import why_of
from grants.reviews.service.conflicts import detect
from grants.reviews.service.drafts import REVIEW_DAYS, alone_with, draft, drop
from grants.reviews.service.suggesting import suggest

__all__ = ["REVIEW_DAYS", "assign", "clear_drafts", "publish", "suggest", "take_back"]


def assign(
    actor: Actor,
    call_ref: str,
    proposal_ref: str,
    member_refs: Collection[str],
    *,
    banned: Collection[str] | None = None,
    operation: str | None = None,
) -> None:
    """Make these members of the pool the drafted evaluators of a proposal; drafts not named go.

    What is chosen here stays when the rest is worked out anew. `banned`: members who are never
    suggested for it; None leaves them as they are.
    """
    operations.claim(operation, actor, "reviews:assign")
    call = call_for(actor, call_ref)
    alone_with(call)
    proposal = queries.proposal_in(actor, call, proposal_ref)
    _check_open(proposal)
    detect(actor, call, [proposal.id])
    db.session.flush()
    barred = standing_pairs(call)
    pool = [m for m in members(call) if m.ref in member_refs]
    fault = _unfit(pool, proposal, barred, set(member_refs))
    if fault:
        raise Refused(msg("Nothing was changed."), {"members": fault})
    wanted = {m.person_id: m for m in pool}
    taken = {given.person_id for given in proposal.given}
    drafted = [g for g in proposal.given if g.status is AssignmentStatus.DRAFT]
    drop([given.id for given in drafted if given.person_id not in wanted])
    _pin([given.id for given in drafted if given.person_id in wanted])
    for member in wanted.values():
        if member.person_id not in taken:
            draft(actor, proposal.id, member.person_id, why_by_hand(proposal, member, call))
    if banned is not None:
        _keep_away(actor, call, proposal, banned, member_refs)
    operations.keep(operation, actor, proposal_ref)
    db.session.commit()


def _pin(assignment_ids: list[int]) -> None:
    """What a lead looked at and left is theirs: working out anew does not move it."""
    for row in db.session.scalars(sa.select(Assignment).where(Assignment.id.in_(assignment_ids))):
        row.why = {**row.why, "by_hand": True}


def _check_open(proposal: Reviewed) -> None:
    if proposal.status not in queries.ASSIGNABLE:
        raise Refused(msg("Evaluators are given to eligible proposals until they are ranked."))


def _unfit(
    pool: list[Member], proposal: Reviewed, barred: set[tuple[int, int]], refs: set[str]
) -> Message | None:
    if len(pool) != len(refs):
        return msg("Choose evaluators of this call's pool")
    for member in pool:
        if not member.is_free:
            return msg("%(name)s is not, or no longer, in the pool", name=member.name)
        if (proposal.id, member.person_id) in barred:
            return msg("%(name)s has a conflict of interest here", name=member.name)
    for given in proposal.given:
        if given.person_id in {m.person_id for m in pool} and given.status in (
            AssignmentStatus.CONFLICTED,
            AssignmentStatus.VOIDED,
        ):
            return msg("%(name)s was taken off this proposal", name=given.person)
    return None


def _keep_away(
    actor: Actor, call: Call, proposal: Reviewed, refs: Collection[str], chosen: Collection[str]
) -> None:
    """Make these people the ones a lead does not want to be suggested here."""
    if set(refs) & set(chosen):
        fault = msg("Nobody can be chosen and kept away at once")
        raise Refused(msg("Nothing was changed."), {"banned": fault})
    wanted = {m.person_id for m in members(call) if m.ref in refs}
    now = banned_from(proposal)
    if wanted == now:
        return
    db.session.execute(
        sa.delete(AssignmentBan).where(
            AssignmentBan.proposal_id == proposal.id,
            AssignmentBan.person_id.in_(now - wanted),
        )
    )
    for person_id in sorted(wanted - now):
        db.session.add(
            AssignmentBan(
                proposal_id=proposal.id,
                person_id=person_id,
                by_id=actor.person_id,
                at=clock.now(),
            )
        )
    subject = db.session.get_one(Proposal, proposal.id)
    record(
        actor,
        "assignment:ban",
        subject,
        old={"people": sorted(now)},
        new={"people": sorted(wanted)},
    )


def why_by_hand(proposal: Reviewed, member: Member, call: Call) -> dict[str, object]:
    """The reasons of a choice by hand: it is the lead's, but how it fits is kept as well."""
    need, reader = need_of(proposal, call, Wanted()), reader_of(member)
    found = fits([need], [reader], rules_and_version(call)[0])
    return {**why_of(pair_of(need, reader, found, (0, 0))), "by_hand": True}


def clear_drafts(actor: Actor, call_ref: str, *, operation: str | None = None) -> int:
    """Drop every draft of the call; nobody but the lead ever saw them."""
    operations.claim(operation, actor, "reviews:clear")
    call = call_for(actor, call_ref)
    drafts = queries.drafts_of(actor, call)
    for row in drafts:
        db.session.delete(row)
    operations.keep(operation, actor, str(len(drafts)))
    db.session.commit()
    return len(drafts)


def publish(actor: Actor, call_ref: str, due_at: datetime, *, operation: str | None = None) -> int:
    """Tell the evaluators, one mail each; eligible proposals go into review. How many were told."""
    operations.claim(operation, actor, "reviews:publish")
    call = call_for(actor, call_ref)
    now = clock.now()
    if due_at <= now:
        raise Refused(
            msg("Nothing was published."), {"due_on": msg("Choose a day that is still to come")}
        )
    detect(actor, call)
    db.session.flush()
    alone_with(call)
    drafts = queries.drafts_of(actor, call)
    if not drafts:
        raise Refused(msg("There are no drafts to publish."))
    _check_copies(call, {row.proposal_id for row in drafts})
    counts: dict[int, int] = {}
    for row in drafts:
        row.status, row.published_at, row.due_at = AssignmentStatus.PUBLISHED, now, due_at
        counts[row.person_id] = counts.get(row.person_id, 0) + 1
        record(actor, "assignment:publish", row, new={"status": row.status.value})
    enter(actor, call, CallStatus.EVALUATION)
    _start_review(actor, {row.proposal_id for row in drafts})
    _tell(call, counts, due_at)
    operations.keep(operation, actor, str(len(counts)))
    db.session.commit()
    return len(counts)


def _check_copies(call: Call, proposal_ids: set[int]) -> None:
    """Where evaluators must not learn who applies, there is a copy without names to read."""
    missing = not_ready(sorted(proposal_ids)) if call.applicant_hidden else 0
    if missing:
        raise Refused(
            nmsg(
                "%(n)s proposal has no released copy without names, so nobody was asked.",
                "%(n)s proposals have no released copy without names, so nobody was asked.",
                missing,
            )
        )


def _start_review(actor: Actor, proposal_ids: set[int]) -> None:
    for proposal in db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id.in_(proposal_ids), Proposal.status == ProposalStatus.ELIGIBLE)
        .order_by(Proposal.id)
        .with_for_update()
    ):
        move(actor, proposal, Move.START_REVIEW)


def _tell(call: Call, counts: dict[int, int], due_at: datetime) -> None:
    for to in addressees(counts):
        n = counts[to.person_id or 0]
        queue(
            to,
            "assignment_published",
            {
                "call": call.title,
                "count": nmsg("%(n)s proposal", "%(n)s proposals", n),
                "due_at": due_at,
                "link": Link("reviews.desk"),
            },
            about=call,
        )


def take_back(
    actor: Actor, call_ref: str, ref: str, reason: str, *, operation: str | None = None
) -> None:
    """A lead ends a published assignment (a drop-out); a review begun is void but kept."""
    operations.claim(operation, actor, "reviews:take-back")
    call = call_for(actor, call_ref)
    row = db.session.execute(
        sa.select(Assignment, Proposal.ref, Review.id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Assignment.ref == ref, Proposal.call_id == call.id)
        .with_for_update(of=Assignment)
    ).one_or_none()
    if row is None:
        raise NotFound
    proposal = queries.proposal_in(actor, call, row.ref)
    _check_open(proposal)
    if not reason.strip():
        raise Refused(
            msg("The assignment was not ended."), {"reason": msg("Give the reason for the record")}
        )
    assignment: Assignment = row.Assignment
    if assignment.status in (AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED):
        _void(actor, assignment, reason)
        title = shown_title(call, proposal)
        for to in addressees([assignment.person_id]):
            queue(
                to,
                "assignment_ended",
                {"title": title, "call": call.title, "link": Link("reviews.desk")},
                about=assignment,
            )
    operations.keep(operation, actor, ref)
    db.session.commit()


def _void(actor: Actor, assignment: Assignment, reason: str) -> None:
    before = assignment.status
    assignment.status = AssignmentStatus.VOIDED
    record(
        actor,
        "assignment:void",
        assignment,
        old={"status": before.value},
        new={"status": assignment.status.value},
        reason=reason,
    )
