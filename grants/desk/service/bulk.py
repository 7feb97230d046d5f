"""Acting on many proposals: planned first, then done one by one, each as if it were alone.

Every proposal is a transaction of its own with a key of its own, so that a worker that dies and
begins again does nothing twice, and one that cannot be changed stops none of the others.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.accounts.queries import actor_of
from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import by_id
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db, identity
from grants.core.errors import DomainError, NotFound, Refused, Repeated
from grants.core.messages import Link, Message, msg
from grants.core.packing import pack
from grants.core.text import random_ref
from grants.core.written import check_words
from grants.desk.models import BulkAct, BulkRun
from grants.desk.queries import bulk as queries
from grants.desk.rules.bulk import AT_ONCE, obstacle, shared_out
from grants.mail.service import Addressee, queue
from grants.notes.queries.people import secretariat
from grants.notes.rules.tags import check_name
from grants.notes.service.tags import put_tag
from grants.screening import service as screening
from grants.screening.models import Finding
from grants.screening.rules.clarification import QUESTION_WORDS

Act = Callable[[Actor, str, str], Any]  # of one proposal, by its reference, under a key

JOB = "bulk"
PLANNED, KEPT = timedelta(days=1), timedelta(days=30)
AT_A_TIME = 100  # proposals of one job: well within its lease
GONE = msg("It is no longer in your list.")


def plan_assign(
    actor: Actor, call: Call, refs: Sequence[str], officer_refs: Sequence[str]
) -> BulkRun:
    """Plan to give the checks to one officer, or to share them out evenly among several.

    Raises Refused at the field `officers`.
    """
    people = [one.id for one in secretariat() if one.ref in set(officer_refs)]
    if not people:
        words = msg("Choose at least one person")
        raise Refused(words, {"officers": words})
    to = shared_out(refs, queries.free_refs(people, refs), people)
    return _planned(actor, call, BulkAct.ASSIGN, refs, {"to": to})


def plan_tag(actor: Actor, call: Call, refs: Sequence[str], name: str) -> BulkRun:
    """Plan to put a tag on them. Raises Refused at the field `name`."""
    clean, folded = check_name(name)
    return _planned(actor, call, BulkAct.TAG, refs, {"name": clean, "folded": folded})


def plan_ask(
    actor: Actor, call: Call, refs: Sequence[str], items: Sequence[str], question: str
) -> BulkRun:
    """Plan to ask their cities one question about curable items. Raises Refused at the fields
    `items` and `question`."""
    if not items:
        words = msg("Choose at least one item")
        raise Refused(words, {"items": words})
    check_words(question, QUESTION_WORDS, "question")
    details = {"items": list(items), "question": question.strip()}
    return _planned(actor, call, BulkAct.ASK, refs, details)


def plan_eligible(actor: Actor, call: Call, refs: Sequence[str]) -> BulkRun:
    """Plan to find those eligible whose every item is in order."""
    return _planned(actor, call, BulkAct.ELIGIBLE, refs, {})


def _planned(
    actor: Actor, call: Call, act: BulkAct, refs: Sequence[str], details: Mapping[str, Any]
) -> BulkRun:
    """Nothing but the plan is written: whoever planned it sees first what it would do.

    Only what would change now is kept to be done; the rest is told with its reason, and stays as
    it is even if it could be changed later.
    """
    if actor.person_id is None or not actor.may(queries.NEEDS[act]):
        raise NotFound
    now = clock.now()
    row = BulkRun(
        ref=random_ref(16),
        call_id=call.id,
        person_id=actor.person_id,
        act=act,
        details=dict(details),
        refs=[],
        report=[],
        planned_at=now,
        expires_at=now + PLANNED,
    )
    plan = queries.plan_of(row, call)
    for target in queries.targets(actor, call, refs, act):
        why = obstacle(plan, target)
        if why is None:
            row.refs.append(target.ref)
        else:
            row.report.append({"ref": target.ref, "why": pack(why)})
    db.session.add(row)
    db.session.commit()
    return row


def start(actor: Actor, call: Call, ref: str, *, operation: str | None = None) -> None:
    """Carry out a plan: a few proposals now, many by the worker. A plan is carried out once."""
    operations.claim(operation, actor, "bulk:start")
    run = queries.find(actor, call, ref)
    now = clock.now()
    begun = db.session.scalar(
        sa.update(BulkRun)
        .where(BulkRun.id == run.id, BulkRun.started_at.is_(None))
        .values(started_at=now, expires_at=now + KEPT)
        .returning(BulkRun.id)
    )
    if begun is None:
        raise Refused(msg("This was carried out already. Nothing was done twice."))
    run_id, is_long = identity(run), len(run.refs) > AT_ONCE
    record(actor, f"bulk:{run.act.value}", run, new={"proposals": len(run.refs)})
    if is_long:
        jobs.enqueue(JOB, {"run_id": run_id})
    operations.keep(operation, actor, run.ref)
    db.session.commit()
    if not is_long:
        carry_on({"run_id": run_id})


@jobs.handles(JOB)
def carry_on(payload: dict[str, Any]) -> None:
    """The next proposals of a run; what was done before is not done again."""
    run = db.session.get(BulkRun, int(payload["run_id"]), populate_existing=True)
    if run is None or run.started_at is None or run.finished_at is not None:
        return
    run_id, key, act = run.id, run.ref, _act(run)
    actor, refs, begun = actor_of(run.person_id), list(run.refs), run.done
    part = refs[begun : begun + AT_A_TIME]
    left = list(run.report)
    for ref in part:
        why = _tried(actor, act, ref, f"{key}:{ref}")
        if why is not None:
            left.append({"ref": ref, "why": pack(why)})
    _note(run_id, begun, begun + len(part), left)
    if begun + len(part) < len(refs):
        jobs.enqueue(JOB, {"run_id": run_id})
        db.session.commit()
    else:
        _finish(run_id, actor)


def _tried(actor: Actor, act: Act, ref: str, key: str) -> Message | None:
    """Why this one was left as it is; None when it was changed, now or before a worker died."""
    try:
        act(actor, ref, key)
    except Repeated:
        return None
    except NotFound:
        db.session.rollback()
        return GONE
    except DomainError as error:
        db.session.rollback()
        return error.message
    return None


def _act(run: BulkRun) -> Act:
    details: Mapping[str, Any] = dict(run.details)
    match run.act:
        case BulkAct.ASSIGN:
            return lambda actor, ref, key: _assign(actor, ref, details["to"].get(ref), key)
        case BulkAct.TAG:
            return lambda actor, ref, key: put_tag(actor, ref, details["name"], operation=key)
        case BulkAct.ASK:
            return lambda actor, ref, key: screening.ask_clarification(
                actor, ref, details["items"], details["question"], only_curable=True, operation=key
            )
        case BulkAct.ELIGIBLE:
            return lambda actor, ref, key: screening.find(
                actor, ref, Finding.ELIGIBLE, operation=key
            )


def _assign(actor: Actor, ref: str, to: int | None, key: str) -> None:
    if to is None:
        raise Refused(msg("Something ties each of the chosen people to the proposal."))
    screening.assign(actor, ref, to, operation=key)


def _note(run_id: int, begun: int, done: int, report: list[Any]) -> None:
    """Only from where this job began: of two workers on one run the slower one counts nothing."""
    counted = sa.update(BulkRun).where(BulkRun.id == run_id, BulkRun.done == begun)
    db.session.execute(counted.values(done=done, report=report))
    db.session.commit()


def _finish(run_id: int, actor: Actor) -> None:
    ended = sa.update(BulkRun).where(BulkRun.id == run_id, BulkRun.finished_at.is_(None))
    is_first = db.session.scalar(ended.values(finished_at=clock.now()).returning(BulkRun.id))
    run = db.session.get_one(BulkRun, run_id, populate_existing=True)
    if is_first is not None and run.act is BulkAct.ASSIGN:
        _tell_officers(actor, run)
    db.session.commit()


def _tell_officers(actor: Actor, run: BulkRun) -> None:
    """One letter each, however many checks they were given."""
    left = {one["ref"] for one in run.report}
    given: dict[int, int] = {}
    for ref in run.refs:
        if ref not in left:
            person_id = run.details["to"][ref]
            given[person_id] = given.get(person_id, 0) + 1
    call = by_id(run.call_id)
    for person_id, n in sorted(given.items()):
        if person_id == actor.person_id:
            continue
        officer = actor_of(person_id)
        queue(
            Addressee(officer.email, officer.language, person_id),
            "checks_given",
            {
                "by": actor.name,
                "n": n,
                "call": call.title,
                "link": Link("desk.proposals", {"call_ref": call.ref, "officer": "me"}),
            },
            about=call,
        )


def drop_old_runs() -> int:
    """Plans that were not carried out, and reports nobody needs any more; how many."""
    old = sa.delete(BulkRun).where(BulkRun.expires_at <= clock.now()).returning(BulkRun.id)
    gone = db.session.scalars(old).all()
    db.session.commit()
    return len(gone)
