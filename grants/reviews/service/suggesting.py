"""A suggestion of who reads what: worked out without holding up anybody, then written as drafts.

Solving takes up to ten seconds, so no transaction is open meanwhile; what was published, found in
conflict or filled by hand in between is respected when the drafts are written.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.accounts.queries import actor_of
from grants.calls.models import Call
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db, identity, insert_unless_there
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.reviews.assignment import Plan, Rules, suggest as solve
from grants.reviews.models import AssignmentRun, RunKind
from grants.reviews.queries.assignment import all_proposals
from grants.reviews.queries.conflicts import standing_pairs
from grants.reviews.queries.drafting import Problem, Wanted, banned_pairs, need_of, problem
from grants.reviews.queries.pool import call_for, members
from grants.reviews.rules.drafting import MORE_EACH, PRICED, why_of
from grants.reviews.service.conflicts import detect
from grants.reviews.service.drafts import alone_with, draft, drop

JOB = "assignment"
AT_ONCE = 1_500  # pairs of proposal and evaluator solved within a page's time
LONGEST = timedelta(minutes=30)
NOBODY = msg("Nobody in the pool has accepted yet, so there is nobody to suggest.")
GOING_ON = msg("Drafts of this call are being worked out already. Wait until that is done.")
NO_MORE = msg("Choose proposals, and how many more evaluators each should get.")


def suggest(
    actor: Actor,
    call_ref: str,
    wanted: Wanted = Wanted(),  # noqa: B008  (frozen)
    *,
    operation: str | None = None,
) -> Plan:
    """Fill the open places with drafts at once, however long it takes."""
    operations.claim(operation, actor, "reviews:suggest")
    call = _ready(actor, call_ref)
    posed = problem(actor, call, wanted)
    plan = _solved(posed, posed.rules)
    _write(actor, call, wanted, plan)
    operations.keep(operation, actor, str(len(plan.pairs)))
    db.session.commit()
    return plan


def ask(actor: Actor, call_ref: str, wanted: Wanted, *, operation: str | None = None) -> str:
    """Have drafts worked out: few at once, many by the worker. The reference of the run."""
    if wanted.refs is not None and not (wanted.refs and 1 <= wanted.extra <= 3):
        raise Refused(NO_MORE, {"proposals": NO_MORE})
    details = {
        "again": wanted.again,
        "refs": None if wanted.refs is None else sorted(wanted.refs),
        "extra": wanted.extra,
        "stage": wanted.stage,
    }
    return _begin(actor, call_ref, RunKind.SUGGEST, details, operation)


def compare(actor: Actor, call_ref: str, *, operation: str | None = None) -> str:
    """Have worked out what each rule costs; no draft changes."""
    return _begin(actor, call_ref, RunKind.COMPARE, {"again": True}, operation)


def _begin(
    actor: Actor, call_ref: str, kind: RunKind, details: dict[str, Any], operation: str | None
) -> str:
    operations.claim(operation, actor, f"reviews:{kind.value}")
    call = _ready(actor, call_ref)
    people = sum(member.is_free for member in members(call))
    size = people * len(all_proposals(actor, call))
    now = clock.now()
    _end_stale(call)
    run_id = db.session.scalar(
        insert_unless_there(
            AssignmentRun,
            {
                "ref": random_ref(16),
                "call_id": call.id,
                "kind": kind,
                "by_id": actor.person_id,
                "details": details,
                "report": {},
                "done": 0,
                "asked_at": now,
                "started_at": now,
            },
        ).returning(AssignmentRun.id)
    )
    if run_id is None:
        raise Refused(GOING_ON)
    ref = db.session.scalar(sa.select(AssignmentRun.ref).where(AssignmentRun.id == run_id)) or ""
    is_long = size > AT_ONCE
    if is_long:
        jobs.enqueue(JOB, {"run_id": run_id})
    operations.keep(operation, actor, ref)
    db.session.commit()
    if not is_long:
        carry_on({"run_id": run_id})
    return ref


def _ready(actor: Actor, call_ref: str) -> Call:
    """The call with its conflicts found, and somebody to suggest."""
    call = call_for(actor, call_ref)
    detect(actor, call)
    db.session.flush()
    if not any(member.is_free for member in members(call)):
        raise Refused(NOBODY)
    return call


@jobs.handles(JOB)
def carry_on(payload: dict[str, Any]) -> None:
    """Work out a run and end it; one that was ended is left alone.

    A failure ends it too: it must not keep the call from a next one for ever.
    """
    run = db.session.get(AssignmentRun, int(payload["run_id"]), populate_existing=True)
    if run is None or run.started_at is None or run.finished_at is not None:
        return
    run_id, kind, details = identity(run), run.kind, dict(run.details)
    actor, call = actor_of(run.by_id), db.session.get_one(Call, run.call_id)
    try:
        report = _WORK[kind](actor, call, details, _saying(run_id))
    except Exception:
        db.session.rollback()
        _end(run_id, {"failed": True})
        raise
    _end(run_id, report)


def _end_stale(call: Call) -> None:
    """A run whose process died holds up the call no longer than this."""
    db.session.execute(
        sa.update(AssignmentRun)
        .where(
            AssignmentRun.call_id == call.id,
            AssignmentRun.started_at < clock.now() - LONGEST,
            AssignmentRun.finished_at.is_(None),
        )
        .values(report={"failed": True}, finished_at=clock.now())
    )


def _end(run_id: int, report: dict[str, Any]) -> None:
    db.session.execute(
        sa.update(AssignmentRun)
        .where(AssignmentRun.id == run_id, AssignmentRun.finished_at.is_(None))
        .values(report=report, done=100, finished_at=clock.now())
    )
    db.session.commit()


def _saying(run_id: int) -> Callable[[int], None]:
    """Writes how far a run is, in percent, each time in a transaction of its own."""

    def say(share: int) -> None:
        db.session.execute(
            sa.update(AssignmentRun)
            .where(AssignmentRun.id == run_id)
            .values(done=max(0, min(share, 99)))
        )
        db.session.commit()

    return say


def _suggested(
    actor: Actor, call: Call, details: dict[str, Any], say: Callable[[int], None]
) -> dict[str, Any]:
    wanted = wanted_of(details)
    posed = problem(actor, call, wanted)
    db.session.commit()  # nothing is held while it is solved
    plan = _solved(posed, posed.rules, say)
    filled = _write(actor, call, wanted, plan)
    return {"filled": filled, **_told(posed, plan)}


def wanted_of(details: dict[str, Any]) -> Wanted:
    refs = details.get("refs")
    return Wanted(
        again=bool(details.get("again")),
        refs=None if refs is None else frozenset(refs),
        extra=int(details.get("extra") or 0),
        stage=int(details.get("stage") or 1),
    )


def _compared(
    actor: Actor, call: Call, details: dict[str, Any], say: Callable[[int], None]
) -> dict[str, Any]:
    """The plan with all rules, and without each that is switched on."""
    posed = problem(actor, call, wanted_of(details))
    db.session.commit()
    base, rows = _told(posed, _solved(posed, posed.rules)), []
    switched = [r for r in PRICED if r == "cap" or getattr(posed.rules, r)]
    for n, rule in enumerate(switched, 1):
        say(100 * n // (len(switched) + 1))
        rows.append({"rule": rule, **_told(posed, _without(posed, rule))})
    return {"base": base, "rows": rows}


def _without(posed: Problem, rule: str) -> Plan:
    if rule == "cap":
        more = [replace(reader, most=reader.most + MORE_EACH) for reader in posed.readers]
        return _solved(replace(posed, readers=more), posed.rules)
    return _solved(posed, replace(posed.rules, **{rule: 0}))


def _solved(posed: Problem, rules: Rules, say: Callable[[int], None] | None = None) -> Plan:
    more = {} if say is None else {"say": say}
    return solve(
        posed.needs,
        posed.readers,
        posed.barred,
        rules=rules,
        likeness=posed.likeness,
        bids=posed.bids,
        **more,
    )


def _told(posed: Problem, plan: Plan) -> dict[str, Any]:
    """The figures of a plan."""
    return {
        "pairs": len(plan.pairs),
        "total": plan.total,
        "worst": plan.worst,
        "gap": plan.gap,
        "given_up": plan.given_up,
        "connected": plan.is_connected,
        "missing": sum(s.missing for s in plan.shortfalls),
        "short": len(plan.shortfalls),
        "crossing": plan.crossing_missed,
        "no_senior": not any(r.is_senior for r in posed.readers) and posed.rules.seniors > 0,
    }


def _write(actor: Actor, call: Call, wanted: Wanted, plan: Plan) -> int:
    """The plan as drafts, as far as nothing has changed since; how many. Never commits."""
    alone_with(call)
    proposals = {p.id: p for p in all_proposals(actor, call)}
    drop([g.id for p in proposals.values() for g in p.standing if wanted.frees(g)])
    barred = standing_pairs(call) | banned_pairs(call)
    room = {p.id: need_of(p, call, wanted).wanted for p in proposals.values()}
    free = {member.person_id for member in members(call) if member.is_free}
    mark = {"extra": True} if wanted.refs is not None else {}
    filled = 0
    for pair in plan.pairs:
        proposal = proposals.get(pair.need)
        if proposal is None or room[pair.need] <= 0 or pair.reader not in free:
            continue
        there = {
            g.person_id for g in proposal.given if g.stage == wanted.stage and not wanted.frees(g)
        }
        if (pair.need, pair.reader) in barred or pair.reader in there:
            continue
        draft(actor, pair.need, pair.reader, {**why_of(pair), **mark}, stage=wanted.stage)
        room[pair.need] -= 1
        filled += 1
    return filled


_WORK: dict[
    RunKind, Callable[[Actor, Call, dict[str, Any], Callable[[int], None]], dict[str, Any]]
] = {RunKind.SUGGEST: _suggested, RunKind.COMPARE: _compared}
