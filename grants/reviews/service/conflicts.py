"""Keeping people from what they must not judge: found, recorded, declared, waived."""

from collections.abc import Collection

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.queries import actor_of
from grants.audit.service import record
from grants.calls.models import Call
from grants.core import clock, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted
from grants.proposals.service.move import office_addressees
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    Conflict,
    ConflictKind,
    PoolMember,
    Review,
)
from grants.reviews.queries import conflicts as queries
from grants.reviews.queries.assignment import proposal_in
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.walls import unbarred
from grants.reviews.queries.work import held
from grants.reviews.rules import conflicts as rules
from grants.reviews.rules.work import STANDING

# The call's proposals whose ties are looked at: those that are or will be judged.
JUDGED = (
    ProposalStatus.SUBMITTED,
    ProposalStatus.SCREENING,
    ProposalStatus.CLARIFICATION,
    ProposalStatus.ELIGIBLE,
    ProposalStatus.IN_REVIEW,
    ProposalStatus.RANKED,
)


def look(actor: Actor, call_ref: str, *, operation: str | None = None) -> int:
    """Look for ties between the pool and the call's proposals; how many were new."""
    operations.claim(operation, actor, "reviews:look")
    call = call_for(actor, call_ref)
    count = detect(actor, call)
    operations.keep(operation, actor, str(count))
    db.session.commit()
    return count


def detect(actor: Actor, call: Call, proposal_ids: Collection[int] | None = None) -> int:
    """Record every tie not yet on record; never commits.

    A tie a lead has waived stays waived. Runs before every assignment and publication, so that a
    conflict never waits for somebody to look.
    """
    if proposal_ids is None:
        proposal_ids = db.session.scalars(
            sa.select(Proposal.id).where(
                Proposal.call_id == call.id, Proposal.status.in_(JUDGED), counted()
            )
        ).all()
    people = queries.people_ties(call)
    known = queries.known_kinds(call)
    count = 0
    for proposal in queries.proposal_ties(proposal_ids):
        for person in people:
            for kind, evidence in sorted(rules.found_ties(person, proposal).items()):
                if (proposal.proposal_id, person.person_id, kind) not in known:
                    row = exclude(SYSTEM, proposal.proposal_id, person.person_id, kind, "")
                    row.evidence = evidence
                    count += 1
    return count


def record_conflict(
    actor: Actor,
    call_ref: str,
    proposal_ref: str,
    person_ref: str,
    kind: ConflictKind,
    reason: str,
    *,
    operation: str | None = None,
) -> str:
    """A lead notes that somebody must not judge a proposal; what was scored becomes void."""
    operations.claim(operation, actor, "reviews:conflict")
    call = call_for(actor, call_ref)
    proposal = proposal_in(actor, call, proposal_ref)
    person = db.session.scalars(
        sa.select(Person)
        .join(PoolMember, PoolMember.person_id == Person.id)
        .where(Person.ref == person_ref, PoolMember.call_id == call.id)
    ).one_or_none()
    faults = {}
    if person is None:
        faults["person"] = msg("Choose somebody of the pool")
    if kind not in rules.RECORDED:
        faults["kind"] = msg("Choose how it became known")
    if not reason.strip():
        faults["reason"] = msg("Say in a sentence what the conflict is")
    if faults or person is None:
        raise Refused(msg("The conflict was not recorded yet."), faults)
    row = exclude(actor, proposal.id, person.id, kind, reason)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def waive(
    actor: Actor, call_ref: str, ref: str, reason: str, *, operation: str | None = None
) -> None:
    """A lead sets a weak tie aside, with a written reason. Void reviews stay void."""
    operations.claim(operation, actor, "reviews:waive")
    call = call_for(actor, call_ref)
    row, _, _ = queries.conflict_by_ref(actor, call, ref)
    if row.kind not in rules.WAIVABLE:
        raise Refused(msg("A conflict of this kind cannot be waived: no reason outweighs it."))
    if row.person_id == actor.person_id:
        raise Refused(msg("Nobody waives a conflict of their own; ask another lead."))
    if not reason.strip():
        raise Refused(
            msg("The conflict was not waived yet."),
            {"reason": msg("Write the reason; it is kept on record")},
        )
    if row.waived_at is None:
        row.waived_by_id, row.waived_at = actor.person_id, clock.now()
        row.waived_reason = reason
        record(actor, "conflict:waive", row, new={"kind": row.kind.value}, reason=reason)
    operations.keep(operation, actor, row.ref)
    db.session.commit()


def declare(
    actor: Actor, ref: str, *, has_conflict: bool, reason: str = "", operation: str | None = None
) -> str:
    """The evaluator says: no conflict, or which one. Also late, after scoring: the review is then
    kept on record and leaves the result."""
    operations.claim(operation, actor, "reviews:declare")
    found = held(actor, ref, lock=True)
    assignment = found.assignment
    if has_conflict:
        if not reason.strip():
            raise Refused(
                msg("Your declaration was not saved yet."),
                {"reason": msg("Say in a sentence what connects you with this proposal")},
            )
        row = exclude(actor, found.proposal.id, assignment.person_id, ConflictKind.DECLARED, reason)
        _tell_office(row, found.proposal, actor.name)
        result = "conflict"
    else:
        if found.proposal.status is not ProposalStatus.IN_REVIEW:
            raise Refused(msg("This proposal is no longer in review; nothing is asked of you."))
        if assignment.status is AssignmentStatus.PUBLISHED:
            assignment.status = AssignmentStatus.DECLARED
            assignment.declared_at = clock.now()
            record(actor, "assignment:declare", assignment, new={"status": assignment.status.value})
        result = "none"
    operations.keep(operation, actor, result)
    db.session.commit()
    return result


def exclude(
    actor: Actor, proposal_id: int, person_id: int, kind: ConflictKind, reason: str
) -> Conflict:
    """Put a conflict on record and take the person off the proposal; never commits."""
    row = db.session.scalars(
        sa.select(Conflict).where(
            Conflict.proposal_id == proposal_id,
            Conflict.person_id == person_id,
            Conflict.kind == kind,
        )
    ).one_or_none()
    if row is None:
        row = Conflict(
            ref=random_ref(),
            proposal_id=proposal_id,
            person_id=person_id,
            kind=kind,
            reason=reason,
            by_id=actor.person_id,
            at=clock.now(),
        )
        db.session.add(row)
    elif row.waived_at is not None:
        # Said again after it was waived: it stands again.
        row.waived_at, row.waived_by_id, row.waived_reason = None, None, ""
    record(
        actor,
        "conflict:record",
        row,
        new={"kind": kind.value, "proposal": proposal_id, "person": person_id},
        reason=reason,
    )
    _take_off(actor, proposal_id, person_id)
    return row


def _take_off(actor: Actor, proposal_id: int, person_id: int) -> None:
    """Drafts vanish; what was asked ends as conflicted; what was scored is void but kept."""
    rows = db.session.execute(
        sa.select(Assignment, Review.id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Assignment.proposal_id == proposal_id,
            Assignment.person_id == person_id,
            Assignment.status.in_(STANDING),
        )
    ).all()
    for assignment, review_id in rows:
        if assignment.status is AssignmentStatus.DRAFT:
            db.session.delete(assignment)
            continue
        before = assignment.status
        assignment.status = (
            AssignmentStatus.CONFLICTED if review_id is None else AssignmentStatus.VOIDED
        )
        record(
            actor,
            "assignment:void",
            assignment,
            old={"status": before.value},
            new={"status": assignment.status.value},
        )


def _tell_office(row: Conflict, proposal: Proposal, evaluator: str) -> None:
    call_ref = db.session.scalar(sa.select(Call.ref).where(Call.id == proposal.call_id))
    db.session.flush()
    for to in office_addressees(proposal.call_id):
        if to.person_id is None or _can_act(to.person_id, proposal.id):
            queue(
                to,
                "review_conflict",
                {
                    "title": proposal.title,
                    "evaluator": evaluator,
                    "link": Link("reviews.assignment", {"call_ref": call_ref}),
                },
                about=row,
            )


def _can_act(person_id: int, proposal_id: int) -> bool:
    """Only who can ask somebody else is told; and who is tied to the proposal hears nothing."""
    actor = actor_of(person_id)
    return actor.may(Permission.REVIEWS_MANAGE) and (
        db.session.scalar(sa.select(Proposal.id).where(Proposal.id == proposal_id, unbarred(actor)))
        is not None
    )
