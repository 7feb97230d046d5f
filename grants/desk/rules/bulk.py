"""What an act on many proposals does to each of them, asked of the rules that the act obeys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.desk.models import BulkAct
from grants.notes.rules.tags import check_room
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import MOVES, Move, Told, check_move
from grants.screening.models import CheckAnswer, Finding
from grants.screening.rules.assigning import check_assign, check_free
from grants.screening.rules.clarification import check_question
from grants.screening.rules.finding import Item, check_finding, check_waits, curable_items

AT_ONCE = 25  # more are done by the worker, with a progress figure
# The move whose letters an act sends; tags and officers are the house's own.
MOVE = {BulkAct.ASK: Move.ASK_CLARIFICATION, BulkAct.ELIGIBLE: Move.FIND_ELIGIBLE}


@dataclass(frozen=True)
class Target:
    """One chosen proposal as far as an act on many asks about it."""

    id: int
    ref: str
    title: str
    city: str
    status: ProposalStatus
    finding: Finding | None
    officer_id: int | None
    deadline: datetime | None
    tags: frozenset[str] = frozenset()  # folded names
    answers: Mapping[str, CheckAnswer] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """An act with what it needs to know of its call; `to` is the officer by reference."""

    act: BulkAct
    items: Sequence[Item]
    now: datetime
    to: Mapping[str, int] = field(default_factory=dict)
    tag: str = ""  # folded
    asked: Sequence[str] = ()
    question: str = ""


def tells_teams(act: BulkAct) -> bool:
    """Does the act write to the teams of the proposals?"""
    return act in MOVE and Told.TEAM in MOVES[MOVE[act]].tells


def obstacle(plan: Plan, target: Target) -> Message | None:
    """Why the act would leave this proposal as it is; None where it would change it."""
    try:
        _CHECKS[plan.act](plan, target)
    except Refused as refused:
        return refused.message
    return None


def _assign(plan: Plan, target: Target) -> None:
    to = plan.to.get(target.ref)
    check_free(is_free=to is not None)
    check_assign(
        target.status,
        target.finding,
        target.officer_id,
        to or 0,
        deadline=target.deadline,
        now=plan.now,
    )


def _tag(plan: Plan, target: Target) -> None:
    if plan.tag in target.tags:
        raise Refused(msg("It carries this tag already."))
    check_room(len(target.tags))


def _ask(plan: Plan, target: Target) -> None:
    check_waits(target.status, target.finding)
    check_move(Move.ASK_CLARIFICATION, target.status)
    curable = curable_items(plan.items, target.answers)
    open_now = set(plan.asked) & {item.code for item in curable}
    if not open_now:
        raise Refused(msg("None of these items was answered “curable” in its check."))
    check_question(sorted(open_now), curable, plan.question)


def _eligible(plan: Plan, target: Target) -> None:
    check_waits(target.status, target.finding)
    check_finding(Finding.ELIGIBLE, plan.items, target.answers, "")


_CHECKS: Mapping[BulkAct, Any] = {
    BulkAct.ASSIGN: _assign,
    BulkAct.TAG: _tag,
    BulkAct.ASK: _ask,
    BulkAct.ELIGIBLE: _eligible,
}


def shared_out(
    refs: Sequence[str], free: Mapping[int, frozenset[str]], officers: Sequence[int]
) -> dict[str, int]:
    """Officer by reference: each proposal goes to whoever has the fewest so far, of those who may
    check it (`free`: references by officer); of equals the first. Some may go to nobody."""
    given = dict.fromkeys(officers, 0)
    found = {}
    for ref in refs:
        able = [one for one in officers if ref in free[one]]
        if able:
            to = min(able, key=lambda one: given[one])
            given[to] += 1
            found[ref] = to
    return found
