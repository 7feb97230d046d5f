"""An item that was not decided goes to the next meeting, with everything known against seats."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import (
    Item,
    ItemKind,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Recusal,
)
from grants.board.service.prepare import Plan, new_item, new_meeting
from grants.board.service.recusals import find_recusals
from grants.core.actor import Actor
from grants.core.db import db


def carry(actor: Actor, item: Item, of: Meeting, reason: str, rows: set[int] | None = None) -> Item:
    """A new item in the next meeting being prepared (made when there is none).

    `rows` keeps only these proposals of a remainder. The caller commits.
    """
    meeting = _next_meeting(actor, of)
    facts = dict(item.facts) if rows is None else carry_rows(item, rows)
    facts.pop("verdict", None)
    copy = new_item(
        meeting,
        item.kind,
        item.title,
        paper=item.paper,
        proposal_id=item.proposal_id,
        ranking_id=item.ranking_id,
        call_id=item.call_id,
        amount_cents=item.amount_cents,
        currency=item.currency,
        facts=facts,
        moved_from_id=item.id,
    )
    _copy_recusals(item, copy)
    find_recusals([copy])
    record(actor, "board:carry", copy, new={"from": item.id, "meeting": meeting.id}, reason=reason)
    return copy


def carry_rows(item: Item, keep: set[int]) -> dict[str, Any]:
    """The facts of a remainder with only some of its proposals."""
    rows = [row for row in item.facts.get("rows", []) if row["proposal_id"] in keep]
    return {**item.facts, "rows": rows}


def _next_meeting(actor: Actor, of: Meeting) -> Meeting:
    found = db.session.scalars(
        sa.select(Meeting)
        .where(
            Meeting.kind == MeetingKind.MEETING,
            Meeting.status == MeetingStatus.DRAFT,
            Meeting.id != of.id,
        )
        .order_by(Meeting.number)
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if found is not None:
        return found
    plan = Plan(
        kind=MeetingKind.MEETING,
        title="Items carried over",
        quorum_members=of.quorum_members,
        quorum_constituencies=of.quorum_constituencies,
    )
    return new_meeting(actor, plan)


def _copy_recusals(item: Item, copy: Item) -> None:
    """What was declared once holds for the same matter."""
    kept = {row["proposal_id"] for row in copy.facts.get("rows", [])}
    for old in db.session.scalars(sa.select(Recusal).where(Recusal.item_id == item.id)):
        if copy.kind is ItemKind.REMAINDER and old.proposal_id and old.proposal_id not in kept:
            continue
        db.session.add(
            Recusal(
                item_id=copy.id,
                seat_id=old.seat_id,
                proposal_id=old.proposal_id,
                cause=old.cause,
                reason=old.reason,
                by_id=old.by_id,
                at=old.at,
            )
        )
    db.session.flush()
