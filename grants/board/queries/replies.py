"""What stands behind a personal link, who read what, and what came too late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person, Seat
from grants.accounts.queries import StandingSeat, actor_of, seat_of
from grants.board.models import (
    Choice,
    Item,
    ItemReading,
    ItemStatus,
    LateVoice,
    Meeting,
    MeetingKind,
    MeetingStatus,
    ReplyLink,
)
from grants.board.queries.blinders import Blinders, blinders
from grants.board.queries.voices import keeps_the_record
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.core.messages import msg


@dataclass(frozen=True)
class Reply:
    """A written procedure as the holder of a personal link may see it: the items that are still
    open and that their seat is not recused from."""

    link: ReplyLink
    meeting: Meeting
    actor: Actor
    seat: StandingSeat
    items: list[Item]
    blinders: Blinders

    @property
    def is_open(self) -> bool:
        closes_at = self.meeting.closes_at
        in_time = closes_at is None or clock.now() <= closes_at
        return self.meeting.status is MeetingStatus.OPEN and in_time

    def item(self, n: int) -> Item:
        for item in self.items:
            if item.n == n:
                return item
        raise NotFound


def by_token(token: str, *, lock: bool = False) -> Reply:
    """The procedure behind a link, or NotFound; so for who holds no seat any more. Five queries.

    Holding the link is the permission. `lock` takes the procedure's row first.
    """
    digest = sha256(token)
    if lock:
        of_link = sa.select(ReplyLink.meeting_id).where(ReplyLink.digest == digest)
        db.session.execute(
            sa.select(Meeting.id).where(Meeting.id == of_link.scalar_subquery()).with_for_update()
        )
    row: Any = db.session.execute(
        sa.select(ReplyLink, Meeting)
        .join(Meeting, Meeting.id == ReplyLink.meeting_id)
        .join(Person, Person.id == ReplyLink.person_id)
        .where(
            ReplyLink.digest == digest,
            Person.disabled_at.is_(None),
            Meeting.kind == MeetingKind.WRITTEN,
        )
        .execution_options(populate_existing=lock)
    ).one_or_none()
    seat = seat_of(row[0].person_id) if row is not None else None
    if row is None or seat is None:
        raise NotFound(msg("This link does not work, or its holder has no seat on the board now."))
    link, meeting = row
    actor = actor_of(link.person_id)
    mine = blinders(actor)
    items = db.session.scalars(
        sa.select(Item)
        .where(Item.meeting_id == meeting.id, Item.status == ItemStatus.OPEN)
        .order_by(Item.n)
        .execution_options(populate_existing=lock)
    )
    seen = [item for item in items if not mine.hide(item.id, item.proposal_id)]
    return Reply(link, meeting, actor, seat, seen, mine)


def readers_of(actor: Actor, meeting: Meeting, mine: Blinders) -> Mapping[int, list[str]]:
    """By number of the item, who opened its paper, by name, for those who keep the record; nothing
    of an item that is hidden from them. One query."""
    if not keeps_the_record(actor):
        return {}
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        sa.select(Item.id, Item.n, Item.proposal_id, Person.name)
        .join(ItemReading, ItemReading.item_id == Item.id)
        .join(Person, Person.id == ItemReading.person_id)
        .where(Item.meeting_id == meeting.id)
        .order_by(Person.name, Person.id)
    )
    for item_id, n, proposal_id, name in rows:
        if not mine.hide(item_id, proposal_id):
            found.setdefault(n, []).append(name)
    return found


@dataclass(frozen=True)
class Late:
    """What a seat sent after the closing."""

    organisation: str
    choice: Choice | None
    words: str
    at: datetime


def late_voices(actor: Actor, item: Item) -> list[Late]:
    """What came too late on an item, the first first, for those who keep the record. One query."""
    if not keeps_the_record(actor):
        return []
    rows = db.session.execute(
        sa.select(
            sa.func.coalesce(Organisation.name, Seat.ref),
            LateVoice.choice,
            LateVoice.words,
            LateVoice.at,
        )
        .join(Seat, Seat.id == LateVoice.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(LateVoice.item_id == item.id)
        .order_by(LateVoice.id)
    )
    return [Late(*row) for row in rows]
