"""Who said what on an item: for those who keep the record, and for the member who said it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Organisation, Seat
from grants.board.models import (
    Choice,
    Interest,
    Item,
    MeetingStatus,
    Objection,
    Recusal,
    RecusalCause,
    Vote,
)
from grants.core.actor import Actor
from grants.core.db import db
from grants.permissions import Relation

_KEEP_THE_RECORD = frozenset({Relation.BOARD_SECRETARY, Relation.BOARD_CHAIR, Relation.AUDITOR})
_OVER = (MeetingStatus.CLOSED, MeetingStatus.CONFIRMED)


@dataclass(frozen=True)
class SeatVoice:
    """What one seat said, or why it says nothing."""

    organisation: str
    choice: Choice | None = None
    objection: str = ""
    recusal: RecusalCause | None = None
    recusal_reason: str = ""
    is_partly: bool = False  # recused from some proposals of a remainder only
    is_void: bool = False


@dataclass(frozen=True)
class Own:
    """The reader's own voice on an item."""

    choice: Choice | None
    objection: str


def sees_voices(actor: Actor, status: MeetingStatus) -> bool:
    """The secretary and the chair see who says what; members once the procedure is closed."""
    return status in _OVER or not _KEEP_THE_RECORD.isdisjoint(actor.relations)


def own_voice(item_id: int, seat_id: int) -> Own:
    choice = db.session.scalar(
        sa.select(Vote.choice).where(
            Vote.item_id == item_id, Vote.seat_id == seat_id, Vote.voided_at.is_(None)
        )
    )
    objection = db.session.scalar(
        sa.select(Objection.reason).where(
            Objection.item_id == item_id,
            Objection.seat_id == seat_id,
            Objection.voided_at.is_(None),
        )
    )
    return Own(choice, objection or "")


def voices(item: Item) -> list[SeatVoice]:
    """Every seat that said something or is recused; one query each."""
    found: list[SeatVoice] = []
    body = sa.func.coalesce(Organisation.name, Seat.ref)
    for row in db.session.execute(
        sa.select(body, Recusal.cause, Recusal.reason, Recusal.proposal_id)
        .select_from(Recusal)
        .join(Seat, Seat.id == Recusal.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Recusal.item_id == item.id)
        .order_by(Recusal.id)
    ):
        found.append(
            SeatVoice(row[0], recusal=row[1], recusal_reason=row[2], is_partly=row[3] is not None)
        )
    for said in db.session.execute(
        sa.select(body, Objection.reason, Objection.voided_at)
        .select_from(Objection)
        .join(Seat, Seat.id == Objection.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Objection.item_id == item.id)
        .order_by(Objection.id)
    ):
        found.append(SeatVoice(said[0], objection=said[1], is_void=said[2] is not None))
    for cast in db.session.execute(
        sa.select(body, Vote.choice, Vote.voided_at)
        .select_from(Vote)
        .join(Seat, Seat.id == Vote.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Vote.item_id == item.id)
        .order_by(Vote.id)
    ):
        found.append(SeatVoice(cast[0], choice=cast[1], is_void=cast[2] is not None))
    return found


@dataclass(frozen=True)
class InterestRow:
    """A standing or ended declaration of the reader."""

    ref: str
    organisation: str
    words: str
    declared_at: datetime
    ended_at: datetime | None


def own_interests(actor: Actor) -> list[InterestRow]:
    """The reader's declarations, standing ones first."""
    rows = db.session.execute(
        sa.select(
            Interest.ref,
            Organisation.name,
            Interest.words,
            Interest.declared_at,
            Interest.ended_at,
        )
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .where(Interest.person_id == (actor.person_id or 0))
        .order_by(Interest.ended_at.is_not(None), Interest.id.desc())
    )
    return [InterestRow(*row) for row in rows]
