"""Working through the checklist."""

from collections.abc import Mapping
from typing import NamedTuple

from grants.audit.service import record
from grants.calls.models import CallStatus, CheckMode
from grants.calls.queries import ChecklistItemView, checklist_of
from grants.calls.service import enter
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.core.messages import msg
from grants.proposals.models import ProposalStatus
from grants.proposals.queries.submission import standing_snapshot
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move
from grants.screening.models import Check, CheckAnswer, Screening
from grants.screening.queries.case import Case, checks_of, deadline_of
from grants.screening.queries.facts import facts_for
from grants.screening.rules.checks import system_answer
from grants.screening.rules.finding import Item, check_answer, check_start, may_answer
from grants.screening.service.opening import check_version, open_case, take_part, touch
from grants.screening.service.ties import find_own_ties


class Reply(NamedTuple):
    """An officer's answer to one item."""

    answer: CheckAnswer
    note: str = ""


def start(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """Begin the check: the actor becomes its officer and the system answers its own items."""
    operations.claim(operation, actor, "screening:start")
    case = open_case(actor, ref)
    find_own_ties(actor, case.proposal)
    if case.proposal.status is ProposalStatus.SUBMITTED:
        check_start(deadline_of(case.call, case.proposal.id), clock.now())
    take_part(begin(actor, case, actor.person_id), actor)
    operations.keep(operation, actor, ref)
    db.session.commit()


def begin(actor: Actor, case: Case, officer_id: int | None) -> Screening:
    """The check in an officer's name, its system items answered; never commits."""
    enter(actor, case.call, CallStatus.SCREENING)
    move(actor, case.proposal, Move.START_SCREENING)
    screening = Screening(
        proposal_id=case.proposal.id,
        officer_id=officer_id,
        started_at=clock.now(),
        reason_codes=[],
        sentence="",
        returned_words="",
    )
    db.session.add(screening)
    db.session.flush()
    _answer_by_system(case, screening)
    return screening


def take(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """Take over a running check from another officer."""
    operations.claim(operation, actor, "screening:take")
    case = open_case(actor, ref)
    screening = case.started
    _check_running(case, screening)
    before = screening.officer_id
    screening.officer_id = actor.person_id
    take_part(screening, actor)
    record(
        actor,
        "screening:take",
        screening,
        old={"officer_id": before},
        new={"officer_id": actor.person_id},
    )
    db.session.commit()


def answer_checks(
    actor: Actor,
    ref: str,
    replies: Mapping[str, Reply],
    *,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """Save answers by item code; items not named keep theirs. Changed ones are on record."""
    operations.claim(operation, actor, "screening:answer")
    case = open_case(actor, ref)
    screening = case.started
    items = {item.code: item for item in checklist_of(case.call)}
    checks = checks_of(screening)
    _check_unchanged(screening, version, items, checks, replies)
    _check_running(case, screening)
    changed = {}
    for code, reply in replies.items():
        item = items.get(code)
        if item is None:
            raise Refused(msg("There is no item %(code)s in this checklist.", code=code))
        if _save(actor, screening, item, checks.get(item.id), reply):
            changed[code] = reply.answer.value
    if changed:
        take_part(screening, actor)
        touch(screening)
        record(actor, "screening:answer", screening, new={"answers": changed})
    operations.keep(operation, actor, ref)
    db.session.commit()


def _check_running(case: Case, screening: Screening) -> None:
    """Items change only while the check runs and no finding waits for confirmation."""
    if case.proposal.status not in (ProposalStatus.SCREENING, ProposalStatus.CLARIFICATION):
        raise Refused(msg("The check of this proposal has ended. Nothing was changed."))
    if screening.finding is not None:
        raise Refused(
            msg("An outcome waits for confirmation. It must be sent back before items change.")
        )


def _check_unchanged(
    screening: Screening,
    version: int | None,
    items: Mapping[str, ChecklistItemView],
    checks: Mapping[int, Check],
    replies: Mapping[str, Reply],
) -> None:
    """On a stale page both versions of every note that differs are shown."""
    if version is None or screening.version == version:
        return
    mine, theirs = {}, {}
    for code, reply in replies.items():
        stored = checks.get(items[code].id) if code in items else None
        saved = Reply(stored.answer, stored.note) if stored else None
        if reply != saved:
            mine[code] = f"{reply.answer.value}: {reply.note}"
            theirs[code] = f"{saved.answer.value}: {saved.note}" if saved else ""
    if not mine:
        check_version(screening, version)
    raise Conflict(
        msg("Somebody changed this check while you had it open. Nothing of yours was saved yet."),
        mine,
        theirs,
    )


def _save(
    actor: Actor, screening: Screening, item: ChecklistItemView, check: Check | None, reply: Reply
) -> bool:
    """True when the answer or its note changed."""
    if check is not None and (check.answer, check.note) == reply:
        return False
    rule_item = Item(item.code, item.curable, item.reason_code)
    is_system = item.mode is CheckMode.SYSTEM
    if not may_answer(is_system, rule_item, check.answer if check else None):
        raise Refused(msg("%(code)s is answered by the system.", code=item.code))
    check_answer(rule_item, reply.answer, reply.note)
    if check is None:
        check = Check(screening_id=screening.id, item_id=item.id, figures={})
        db.session.add(check)
    check.answer, check.note = reply.answer, reply.note
    check.by_id, check.at = actor.person_id, clock.now()
    return True


def _answer_by_system(case: Case, screening: Screening) -> None:
    snapshot = standing_snapshot(case.proposal.id)
    if snapshot is None:
        raise Refused(msg("This proposal has no submitted version, so nothing can be checked."))
    facts = facts_for(case.call, case.proposal.id, snapshot)
    for item in checklist_of(case.call):
        if item.mode is not CheckMode.SYSTEM:
            continue
        answer, figures = system_answer(item.rule, facts, curable=item.curable)
        db.session.add(
            Check(
                screening_id=screening.id,
                item_id=item.id,
                answer=answer,
                note="",
                figures=figures,
                by_id=None,
                at=screening.started_at,
            )
        )
