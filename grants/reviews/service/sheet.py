"""Drafts from a spreadsheet: checked as a whole, shown, and carried out only when confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, Refused
from grants.core.messages import Message, msg
from grants.core.text import random_ref
from grants.reviews.models import AssignmentRun, AssignmentStatus, RunKind
from grants.reviews.queries.assignment import Reviewed, all_proposals
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.drafting import FIRST_ROUND, TAKEN_OFF, run_by_ref
from grants.reviews.queries.pool import Member, call_for, members
from grants.reviews.service.assign import why_by_hand
from grants.reviews.service.conflicts import detect
from grants.reviews.service.drafts import alone_with, draft, drop
from grants.reviews.sheet import Line

CHANGED = msg(
    "The assignments changed since the spreadsheet was checked, so nothing was changed. "
    "Send it again."
)
NOTHING_ELSE = msg("The spreadsheet says what the drafts say already: there is nothing to change.")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line."""

    n: int
    what: Message


@dataclass(frozen=True)
class Change:
    """One draft that comes or goes."""

    proposal: Reviewed
    member: Member
    comes: bool


@dataclass(frozen=True)
class Checked:
    """What a spreadsheet would change, or why it cannot be taken."""

    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()


def check(actor: Actor, call: Call, lines: Sequence[Line]) -> Checked:
    """Compare with what stands; nothing is written.

    Proposals the sheet does not name keep their drafts, and what was published stays whatever the
    sheet says. A proposal the actor may not see is unknown, like any other wrong reference.
    """
    proposals = {p.ref: p for p in all_proposals(actor, call)}
    pool = {m.email.casefold(): m for m in members(call)}
    barred = standing_pairs(call)
    faults: list[Fault] = []
    wanted: dict[str, dict[int, tuple[int, Member]]] = {}
    for line in lines:
        proposal, member = proposals.get(line.proposal), pool.get(line.email)
        fault = _fault(line, proposal, member, barred)
        if fault is not None:
            faults.append(Fault(line.n, fault))
            continue
        here = wanted.setdefault(line.proposal, {})
        if member is not None and member.person_id in here:
            faults.append(Fault(line.n, msg("%(name)s stands here twice", name=member.name)))
        elif member is not None:
            here[member.person_id] = (line.n, member)
    changes = [c for ref, here in wanted.items() for c in _changes(proposals[ref], here, pool)]
    faults += _beyond_caps(changes, wanted)
    if faults:
        return Checked(faults=tuple(sorted(faults, key=lambda fault: fault.n)))
    return Checked(changes=tuple(changes))


def _fault(
    line: Line, proposal: Reviewed | None, member: Member | None, barred: set[tuple[int, int]]
) -> Message | None:
    if proposal is None:
        return msg("No proposal to assign has the reference “%(ref)s”", ref=line.proposal)
    if not line.email:
        return None
    if member is None:
        return msg("“%(email)s” is not in the pool of this call", email=line.email)
    given = next(
        (g for g in proposal.given if g.person_id == member.person_id and g.stage == FIRST_ROUND),
        None,
    )
    if given is not None and given.status in TAKEN_OFF:
        return msg("%(name)s was taken off this proposal", name=member.name)
    if (proposal.id, member.person_id) in barred:
        return msg("%(name)s has a conflict of interest here", name=member.name)
    if given is None and not member.is_free:
        return msg("%(name)s is not, or no longer, in the pool", name=member.name)
    return None


def _changes(
    proposal: Reviewed, here: dict[int, tuple[int, Member]], pool: dict[str, Member]
) -> list[Change]:
    by_id = {m.person_id: m for m in pool.values()}
    standing = {g.person_id: g for g in proposal.standing if g.stage == FIRST_ROUND}
    comes = [Change(proposal, m, True) for p, (_n, m) in here.items() if p not in standing]
    goes = [
        Change(proposal, by_id[p], False)
        for p, g in standing.items()
        if p not in here and g.status is AssignmentStatus.DRAFT and p in by_id
    ]
    return comes + goes


def _beyond_caps(
    changes: Sequence[Change], wanted: dict[str, dict[int, tuple[int, Member]]]
) -> list[Fault]:
    """Who would get more than they take, at the line that is one too many."""
    loads: dict[int, int] = {}
    for change in changes:
        person = change.member.person_id
        loads.setdefault(person, change.member.assigned)
        loads[person] += 1 if change.comes else -1
    faults = []
    for change in reversed(changes):
        person = change.member.person_id
        if change.comes and loads[person] > change.member.most:
            n, _member = wanted[change.proposal.ref][person]
            words = msg(
                "%(name)s takes at most %(most)s proposals",
                name=change.member.name,
                most=change.member.most,
            )
            faults.append(Fault(n, words))
            loads[person] -= 1
    return faults


def plan(
    actor: Actor, call_ref: str, lines: Sequence[Line], *, operation: str | None = None
) -> tuple[str, Checked]:
    """Check a spreadsheet and keep what it would change until it is confirmed.

    The reference of what is kept, empty where lines are wrong: then nothing is.
    """
    operations.claim(operation, actor, "reviews:sheet")
    call = call_for(actor, call_ref)
    if actor.person_id is None:
        raise Forbidden
    detect(actor, call)
    db.session.flush()
    checked = check(actor, call, lines)
    if checked.faults:
        db.session.rollback()
        return "", checked
    if not checked.changes:
        raise Refused(NOTHING_ELSE, {"file": NOTHING_ELSE})
    run = AssignmentRun(
        ref=random_ref(16),
        call_id=call.id,
        kind=RunKind.SHEET,
        by_id=actor.person_id,
        details={"lines": [[line.n, line.proposal, line.email] for line in lines]}
        | {"changes": _written(checked.changes)},
        report={},
        asked_at=clock.now(),
    )
    db.session.add(run)
    operations.keep(operation, actor, run.ref)
    db.session.commit()
    return run.ref, checked


def _written(changes: Sequence[Change]) -> list[list[object]]:
    return sorted([c.proposal.ref, c.member.ref, c.comes] for c in changes)


def planned(actor: Actor, call: Call, ref: str) -> tuple[AssignmentRun, Checked]:
    """A checked spreadsheet of the actor's own, checked once more."""
    run = run_by_ref(actor, call, ref, RunKind.SHEET)
    lines = [Line(n, proposal, email) for n, proposal, email in run.details["lines"]]
    return run, check(actor, call, lines)


def carry_out(actor: Actor, call_ref: str, ref: str, *, operation: str | None = None) -> int:
    """Make the drafts as they were shown; how many came or went. All of it or nothing."""
    operations.claim(operation, actor, "reviews:sheet-go")
    call = call_for(actor, call_ref)
    alone_with(call)
    detect(actor, call)
    db.session.flush()
    run, checked = planned(actor, call, ref)
    if run.started_at is not None:
        raise Refused(msg("This was carried out already. Nothing was done twice."))
    if checked.faults or _written(checked.changes) != run.details["changes"]:
        raise Refused(CHANGED)
    now, going = clock.now(), []
    for change in checked.changes:
        person_id = change.member.person_id
        if change.comes:
            why = why_by_hand(change.proposal, change.member, call)
            draft(actor, change.proposal.id, person_id, why)
        else:
            going += [
                g.id
                for g in change.proposal.standing
                if g.person_id == person_id and g.stage == FIRST_ROUND
            ]
    drop(going)
    db.session.execute(
        sa.update(AssignmentRun)
        .where(AssignmentRun.id == run.id)
        .values(
            started_at=now,
            finished_at=now,
            done=100,
            report={"filled": sum(c.comes for c in checked.changes)},
        )
    )
    operations.keep(operation, actor, str(len(checked.changes)))
    db.session.commit()
    return len(checked.changes)
