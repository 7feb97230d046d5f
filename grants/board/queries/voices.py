"""Who said what on an item: for those who keep the record, and for the member who said it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import (
    Constituency,
    Organisation,
    OrganisationKind,
    Seat,
    SeatHolder,
    SeatPlace,
)
from grants.accounts.queries.standing import stands
from grants.board.models import (
    Choice,
    Interest,
    Item,
    ItemReading,
    MeetingStatus,
    Objection,
    Recusal,
    RecusalCause,
    Vote,
)
from grants.board.queries.blinders import Blinders
from grants.board.rules.recusal import Stakes, Ties, is_same_country
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import BIG, UtcDateTime, db, read
from grants.permissions import Relation
from grants.proposals.models import Proposal

_KEEP_THE_RECORD = frozenset({Relation.BOARD_SECRETARY, Relation.BOARD_CHAIR, Relation.AUDITOR})
_OVER = (MeetingStatus.CLOSED, MeetingStatus.CONFIRMED)
_WHOLE = sa.cast(sa.null(), BIG)  # of an item, in the place of one of its proposals


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
    """The reader's own voice on an item, whether it is from their government's country, and whether
    it is on record that they opened its paper."""

    choice: Choice | None
    objection: str
    asks_country: bool
    has_read: bool


def sees_voices(actor: Actor, status: MeetingStatus) -> bool:
    """The secretary and the chair see who says what; members once the procedure is closed."""
    return status in _OVER or keeps_the_record(actor)


def keeps_the_record(actor: Actor) -> bool:
    """The secretary, the chair and the auditor: why somebody steps aside is for them alone."""
    return not _KEEP_THE_RECORD.isdisjoint(actor.relations)


def own_voice(actor: Actor, item: Item) -> Own | None:
    """What the reader's seat said; None for who holds none. One query.

    A government's seat is asked about its own country, nothing is assumed.
    """
    values = {
        "item": item.id,
        "proposal": item.proposal_id or 0,
        "person": actor.person_id or 0,
        "now": clock.now(),
    }
    rows = read(_own_voice(), values)
    if not rows:
        return None
    row = rows[0]
    governs = row.governs if row.kind is OrganisationKind.NATIONAL_GOVERNMENT else None
    ties = Ties(frozenset(), government_of=governs)
    asks = is_same_country(ties, Stakes(country=row.country))
    return Own(row.choice, row.reason or "", asks, row.has_read)


@cache
def _own_voice() -> sa.Select[*tuple[Any, ...]]:
    """The reader's seat, chosen as `accounts.queries.seat_of` does, with what it said on an item
    and the countries and kind that `own_voice` compares."""
    item: sa.BindParameter[int] = sa.bindparam("item")
    now = sa.bindparam("now", type_=UtcDateTime())
    choice = sa.select(Vote.choice).where(
        Vote.item_id == item, Vote.seat_id == Seat.id, Vote.voided_at.is_(None)
    )
    reason = sa.select(Objection.reason).where(
        Objection.item_id == item, Objection.seat_id == Seat.id, Objection.voided_at.is_(None)
    )
    read_it = sa.exists().where(
        ItemReading.item_id == item, ItemReading.person_id == sa.bindparam("person")
    )
    country = sa.select(Proposal.country).where(Proposal.id == sa.bindparam("proposal"))
    return (
        sa.select(
            choice.scalar_subquery().label("choice"),
            reason.scalar_subquery().label("reason"),
            country.scalar_subquery().label("country"),
            read_it.label("has_read"),
            Organisation.kind,
            Organisation.country.label("governs"),
        )
        .select_from(SeatHolder)
        .join(Seat, Seat.id == SeatHolder.seat_id)
        .join(Constituency, Constituency.id == Seat.constituency_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(
            SeatHolder.person_id == sa.bindparam("person"),
            stands(SeatHolder, now),
            stands(Seat, now),
        )
        .order_by(SeatHolder.place != SeatPlace.MEMBER, Constituency.position, Seat.id)
        .limit(1)
    )


def voices(actor: Actor, item: Item, mine: Blinders) -> list[SeatVoice]:
    """Every seat that is recused or said something, in that order; one query.

    Who is recused from a row that is hidden from the reader would tell of that row: left out. What
    the interest is stays with those who keep the record.
    """
    rows = read(_said_on(), {"item": item.id})
    found = [_voice(*row[:6]) for row in rows if row.part not in mine.proposals]
    if keeps_the_record(actor):
        return found
    return [replace(one, recusal_reason="") for one in found]


@cache
def _said_on() -> sa.CompoundSelect[*tuple[Any, ...]]:
    """The three kinds of voices on an item, in one shape."""
    nothing, text = sa.literal(""), sa.String()
    return sa.union_all(
        _said(
            0,
            Recusal,
            sa.cast(Recusal.cause, text),
            sa.cast(Recusal.reason, text),
            Recusal.proposal_id.is_not(None),
            Recusal.proposal_id,
        ),
        _said(
            1, Objection, nothing, sa.cast(Objection.reason, text), Objection.voided_at.is_not(None)
        ),
        _said(2, Vote, sa.cast(Vote.choice, text), nothing, Vote.voided_at.is_not(None)),
    ).order_by("rank", "id")


def _said(
    rank: int,
    voice: type[Recusal] | type[Objection] | type[Vote],
    what: sa.ColumnElement[str],
    words: sa.ColumnElement[str],
    marked: sa.ColumnElement[bool],
    part: sa.SQLColumnExpression[int | None] = _WHOLE,
) -> sa.Select[*tuple[Any, ...]]:
    body = sa.func.coalesce(Organisation.name, Seat.ref)
    head = sa.literal(rank).label("rank"), voice.id.label("id")
    return (
        sa.select(*head, body, what, words, marked, part.label("part"))
        .select_from(voice)
        .join(Seat, Seat.id == voice.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(voice.item_id == sa.bindparam("item"))
    )


def _voice(rank: int, _id: int, body: str, what: str, words: str, marked: bool) -> SeatVoice:
    if rank == 0:
        cause = RecusalCause(what)
        return SeatVoice(body, recusal=cause, recusal_reason=words, is_partly=bool(marked))
    if rank == 1:
        return SeatVoice(body, objection=words, is_void=bool(marked))
    return SeatVoice(body, choice=Choice(what), is_void=bool(marked))


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
