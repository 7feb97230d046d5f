"""Who reviews what: drafts the lead alone sees, then one publication with one mail each."""

from collections.abc import Collection
from datetime import datetime, timedelta

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
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move
from grants.reviews.assignment import Need, Plan, Reader, suggest as solve
from grants.reviews.models import Assignment, AssignmentStatus, Review
from grants.reviews.queries import assignment as queries
from grants.reviews.queries.assignment import Reviewed
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.pool import Member, call_for, members
from grants.reviews.service.conflicts import detect

REVIEW_DAYS = 30  # the fund's own schedule gave evaluators about a month


def assign(
    actor: Actor,
    call_ref: str,
    proposal_ref: str,
    member_refs: Collection[str],
    *,
    operation: str | None = None,
) -> None:
    """Make these members of the pool the drafted evaluators of a proposal; drafts not named go."""
    operations.claim(operation, actor, "reviews:assign")
    call = call_for(actor, call_ref)
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
    for given in proposal.given:
        if given.status is AssignmentStatus.DRAFT and given.person_id not in wanted:
            row = db.session.get(Assignment, given.id)
            if row is not None:
                db.session.delete(row)
    for member in wanted.values():
        if member.person_id not in taken:
            _draft(actor, proposal, member, {"by_hand": True})
    operations.keep(operation, actor, proposal_ref)
    db.session.commit()


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


def _draft(actor: Actor, proposal: Reviewed, member: Member, why: dict[str, object]) -> None:
    now = clock.now()
    db.session.add(
        Assignment(
            ref=random_ref(),
            proposal_id=proposal.id,
            person_id=member.person_id,
            status=AssignmentStatus.DRAFT,
            why=why,
            due_at=now + timedelta(days=REVIEW_DAYS),
            made_by_id=actor.person_id,
            made_at=now,
        )
    )


def suggest(actor: Actor, call_ref: str, *, operation: str | None = None) -> Plan:
    """Fill every open place with a draft; what is assigned already keeps its place."""
    operations.claim(operation, actor, "reviews:suggest")
    call = call_for(actor, call_ref)
    detect(actor, call)
    db.session.flush()
    proposals = queries.all_proposals(actor, call)
    pool = [m for m in members(call) if m.is_free]
    if not pool:
        raise Refused(msg("Nobody in the pool has accepted yet, so there is nobody to suggest."))
    plan = solve(
        [_need(proposal, call.evaluators) for proposal in proposals],
        [_reader(member) for member in pool],
        frozenset(standing_pairs(call) | _over(proposals)),
    )
    by_id = {proposal.id: proposal for proposal in proposals}
    by_person = {member.person_id: member for member in pool}
    for pair in plan.pairs:
        why = {"language": pair.language, "region": pair.region, "theme": pair.theme}
        _draft(actor, by_id[pair.need], by_person[pair.reader], dict(why))
    operations.keep(operation, actor, str(len(plan.pairs)))
    db.session.commit()
    return plan


def _need(proposal: Reviewed, evaluators: int) -> Need:
    fixed = frozenset(given.person_id for given in proposal.standing)
    return Need(
        id=proposal.id,
        language=proposal.language,
        region=proposal.region or "",
        theme=proposal.focus_area,
        wanted=max(0, evaluators - len(fixed)),
        fixed=fixed,
    )


def _reader(member: Member) -> Reader:
    return Reader(
        id=member.person_id,
        languages=frozenset(member.languages),
        regions=frozenset(member.regions),
        themes=frozenset(member.themes),
        most=member.most,
    )


def _over(proposals: list[Reviewed]) -> set[tuple[int, int]]:
    """People taken off a proposal are not asked again."""
    return {
        (proposal.id, given.person_id)
        for proposal in proposals
        for given in proposal.given
        if given.status in (AssignmentStatus.CONFLICTED, AssignmentStatus.VOIDED)
    }


def clear_drafts(actor: Actor, call_ref: str, *, operation: str | None = None) -> int:
    """Drop every draft of the call; nobody but the lead ever saw them."""
    operations.claim(operation, actor, "reviews:clear")
    call = call_for(actor, call_ref)
    drafts = queries.drafts_of(actor, call)
    for draft in drafts:
        db.session.delete(draft)
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
    drafts = queries.drafts_of(actor, call)
    if not drafts:
        raise Refused(msg("There are no drafts to publish."))
    counts: dict[int, int] = {}
    for draft in drafts:
        draft.status, draft.published_at, draft.due_at = AssignmentStatus.PUBLISHED, now, due_at
        counts[draft.person_id] = counts.get(draft.person_id, 0) + 1
        record(actor, "assignment:publish", draft, new={"status": draft.status.value})
    enter(actor, call, CallStatus.EVALUATION)
    _start_review(actor, {draft.proposal_id for draft in drafts})
    _tell(call, counts, due_at)
    operations.keep(operation, actor, str(len(counts)))
    db.session.commit()
    return len(counts)


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
        for to in addressees([assignment.person_id]):
            queue(
                to,
                "assignment_ended",
                {"title": proposal.title, "call": call.title, "link": Link("reviews.desk")},
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
