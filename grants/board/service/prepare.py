"""The secretary prepares a meeting or a written procedure and its items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import (
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingKind,
    MeetingStatus,
)
from grants.board.queries.blinders import blinders
from grants.board.queries.meetings import meeting_by_ref
from grants.board.rules.numbering import meeting_series
from grants.board.service.series import give
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused
from grants.core.messages import msg
from grants.core.money import Amount
from grants.core.text import random_ref
from grants.funds.models import Allocation, BusinessLine, Source
from grants.funds.rules import LINE_WORDS
from grants.funds.service.ledger import check_amount, where_allocation
from grants.permissions import Permission

LONGEST_DAYS = 90


@dataclass(frozen=True)
class Plan:
    """What the secretary enters for a meeting; the quorum is our default until the board says."""

    kind: MeetingKind
    title: str
    note: str = ""
    days: int = 14
    meets_at: datetime | None = None
    quorum_members: int = 7
    quorum_constituencies: int = 4


def check(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise Forbidden


def prepare(actor: Actor, plan: Plan, *, operation: str | None = None) -> str:
    """A new meeting or procedure with the next number; answers its reference."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:prepare")
    meeting = new_meeting(actor, plan)
    operations.keep(operation, actor, meeting.ref)
    db.session.commit()
    return meeting.ref


def check_days(days: int) -> None:
    """How long a written procedure may stay open."""
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(msg("Choose between 1 and %(most)s days.", most=LONGEST_DAYS))


def new_meeting(actor: Actor, plan: Plan) -> Meeting:
    """The row of a meeting with its number; the caller commits."""
    check_days(plan.days)
    now = clock.now()
    year = (plan.meets_at or now).astimezone(clock.BRUSSELS).year
    meeting = Meeting(
        ref=random_ref(),
        kind=plan.kind,
        year=year,
        number=give(meeting_series(plan.kind, year)),
        title=plan.title,
        note=plan.note,
        status=MeetingStatus.DRAFT,
        days=plan.days,
        opens_at=plan.meets_at,
        quorum_members=plan.quorum_members,
        quorum_constituencies=plan.quorum_constituencies,
        prepared_by_id=actor.person_id,
    )
    db.session.add(meeting)
    db.session.flush()
    record(actor, "board:prepare", meeting, new={"kind": plan.kind.value})
    return meeting


def draft(actor: Actor, ref: str) -> Meeting:
    """A meeting still being prepared, locked; Refused when it is open already."""
    meeting = meeting_by_ref(actor, ref, lock=True)
    if meeting.status is not MeetingStatus.DRAFT:
        raise Refused(msg("This procedure is no longer being prepared; nothing was changed."))
    return meeting


def new_item(meeting: Meeting, kind: ItemKind, title: str, **values: Any) -> Item:
    """The next item of a meeting; the caller commits."""
    last = db.session.scalar(sa.select(sa.func.max(Item.n)).where(Item.meeting_id == meeting.id))
    item = Item(
        ref=random_ref(),
        meeting_id=meeting.id,
        n=(last or 0) + 1,
        kind=kind,
        title=title[:300],
        status=ItemStatus.OPEN,
        **{"facts": {}, "paper": "", "currency": "USD", **values},
    )
    db.session.add(item)
    db.session.flush()
    return item


def add_note(
    actor: Actor, meeting_ref: str, title: str, paper: str, *, operation: str | None = None
) -> str:
    """An item that asks the board to agree to a text."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:add-item")
    meeting = draft(actor, meeting_ref)
    return _added(actor, new_item(meeting, ItemKind.NOTE, title, paper=paper), operation)


@dataclass(frozen=True)
class AllocationPlan:
    """Money for a line and year, to be decided."""

    line: str
    year: int
    cents: int
    source: Source = Source.CORE
    donor: str = ""
    restriction: str = ""
    paper: str = ""


def add_allocation(
    actor: Actor, meeting_ref: str, plan: AllocationPlan, *, operation: str | None = None
) -> str:
    """An item that gives a business line money; adopted, it is an entry of the ledger."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:add-item")
    meeting = draft(actor, meeting_ref)
    check_amount(plan.cents)
    known = db.session.scalar(sa.select(BusinessLine.id).where(BusinessLine.code == plan.line))
    if known is None:
        raise NotFound
    if plan.source is Source.EARMARKED and not plan.donor:
        raise Refused(msg("Name the donor of earmarked funds."), {"donor": msg("Name the donor")})
    title = msg(
        "Allocate %(amount)s to %(line)s for %(year)s",
        amount=Amount(plan.cents),
        line=msg(LINE_WORDS[plan.line]),
        year=plan.year,
    )
    item = new_item(
        meeting,
        ItemKind.ALLOCATION,
        str(title),
        paper=plan.paper,
        amount_cents=plan.cents,
        facts={
            "line": plan.line,
            "year": plan.year,
            "source": plan.source.value,
            "donor": plan.donor,
            "restriction": plan.restriction,
        },
    )
    return _added(actor, item, operation)


def add_transfer(
    actor: Actor,
    meeting_ref: str,
    from_ref: str,
    to_ref: str,
    cents: int,
    paper: str = "",
    *,
    operation: str | None = None,
) -> str:
    """An item that moves money between two allocations."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:add-item")
    meeting = draft(actor, meeting_ref)
    check_amount(cents)
    source, target = allocation_by_ref(from_ref), allocation_by_ref(to_ref)
    if source.id == target.id:
        raise Refused(
            msg("Choose two different allocations."),
            {"to_allocation": msg("Choose another allocation than the one the money leaves")},
        )
    if source.currency != target.currency:
        raise Refused(msg("Money can only be transferred between allocations of one currency."))
    title = msg(
        "Transfer %(amount)s from %(source)s to %(target)s",
        amount=Amount(cents, source.currency),
        source=where_allocation(source),
        target=where_allocation(target),
    )
    item = new_item(
        meeting,
        ItemKind.TRANSFER,
        str(title),
        paper=paper,
        amount_cents=cents,
        currency=source.currency,
        facts={"from": source.ref, "to": target.ref},
    )
    return _added(actor, item, operation)


def allocation_by_ref(ref: str) -> Allocation:
    found = db.session.scalars(sa.select(Allocation).where(Allocation.ref == ref)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _added(actor: Actor, item: Item, operation: str | None) -> str:
    record(actor, "board:add-item", item, new={"kind": item.kind.value, "n": item.n})
    operations.keep(operation, actor, item.ref)
    db.session.commit()
    return item.ref


def withdraw_item(
    actor: Actor, meeting_ref: str, n: int, reason: str, *, operation: str | None = None
) -> None:
    """Take an item off the agenda before it is decided; its number stays used."""
    check(actor, Permission.BOARD_PREPARE)
    operations.claim(operation, actor, "board:withdraw-item")
    meeting = meeting_by_ref(actor, meeting_ref, lock=True)
    item = db.session.scalars(
        sa.select(Item).where(Item.meeting_id == meeting.id, Item.n == n)
    ).one_or_none()
    if item is None or blinders(actor).hide(item.id, item.proposal_id):
        raise NotFound
    open_states = (MeetingStatus.DRAFT, MeetingStatus.OPEN)
    if meeting.status not in open_states or item.status is not ItemStatus.OPEN:
        raise Refused(msg("This item is decided or withdrawn already; nothing was changed."))
    item.status = ItemStatus.WITHDRAWN
    record(actor, "board:withdraw-item", item, new={"status": "withdrawn"}, reason=reason)
    db.session.commit()
