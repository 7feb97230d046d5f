"""Meetings and procedures, with their agenda as one reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.board.models import (
    Choice,
    Decision,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Objection,
    Vote,
)
from grants.board.queries.blinders import Blinders, blinders
from grants.board.rules.numbering import meeting_code
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission, Relation
from grants.proposals.models import Proposal

_SEE_DRAFTS = frozenset(
    {Relation.BOARD_SECRETARY, Relation.BOARD_CHAIR, Relation.LEAD, Relation.AUDITOR}
)
_UNSEEN = (MeetingStatus.DRAFT, MeetingStatus.CANCELLED)


@dataclass(frozen=True)
class MeetingRow:
    """One line of the list of meetings."""

    ref: str
    kind: MeetingKind
    code: str
    title: str
    status: MeetingStatus
    opens_at: datetime | None
    closes_at: datetime | None
    items: int


@dataclass(frozen=True)
class AgendaRow:
    """One item of an agenda; of a hidden one nothing but its place is filled."""

    n: int
    is_recused: bool
    kind: ItemKind | None = None
    title: str = ""
    amount_cents: int | None = None
    currency: str = "USD"
    status: ItemStatus | None = None
    country: str | None = None
    city: str = ""
    proponent: str = ""
    call_ref: str | None = None
    decision: str | None = None
    my_vote: Choice | None = None
    i_objected: bool = False


@dataclass(frozen=True)
class Agenda:
    """A meeting as one reader sees it."""

    meeting: Meeting
    code: str
    rows: list[AgendaRow]
    blinders: Blinders

    @property
    def recommended_cents(self) -> int:
        """What the visible awards add up to."""
        return sum(row.amount_cents or 0 for row in self.rows if row.kind is ItemKind.PROPOSAL)


def code_of(meeting: Meeting) -> str:
    return meeting_code(meeting.kind, meeting.year, meeting.number)


def sees_drafts(actor: Actor) -> bool:
    """Members see a meeting once it is open; those who prepare it see it before."""
    return not _SEE_DRAFTS.isdisjoint(actor.relations)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition under which this reader sees a meeting at all."""
    return visible(drafts=looks_at_drafts(actor))


def looks_at_drafts(actor: Actor) -> bool:
    """Whether this reader sees meetings before they open; NotFound for who sees no meeting."""
    if not actor.may(Permission.BOARD_READ):
        raise NotFound
    return sees_drafts(actor)


def visible(*, drafts: bool) -> sa.ColumnElement[bool]:
    """The same condition for a reader who sees drafts or does not."""
    if drafts:
        return sa.true()
    return Meeting.status.not_in(_UNSEEN)


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """The same for a meeting that is loaded."""
    if not actor.may(Permission.BOARD_READ):
        return False
    return sees_drafts(actor) or meeting.status not in _UNSEEN


def meetings(actor: Actor) -> list[MeetingRow]:
    """Every meeting and procedure, what is open first, then the newest."""
    count = sa.select(sa.func.count(Item.id)).where(Item.meeting_id == Meeting.id).scalar_subquery()
    first = sa.case(
        (Meeting.status == MeetingStatus.OPEN, 0),
        (Meeting.status == MeetingStatus.CLOSED, 1),
        (Meeting.status == MeetingStatus.DRAFT, 2),
        else_=3,
    )
    rows = db.session.execute(
        sa.select(
            Meeting.ref,
            Meeting.kind,
            Meeting.year,
            Meeting.number,
            Meeting.title,
            Meeting.status,
            Meeting.opens_at,
            Meeting.closes_at,
            count.label("items"),
        )
        .where(visible_to(actor))
        .order_by(first, Meeting.id.desc())
        .limit(200)
    )
    return [
        MeetingRow(
            row.ref,
            row.kind,
            meeting_code(row.kind, row.year, row.number),
            row.title,
            row.status,
            row.opens_at,
            row.closes_at,
            row.items,
        )
        for row in rows
    ]


def meeting_by_ref(actor: Actor, ref: str, *, lock: bool = False) -> Meeting:
    """One meeting, or NotFound; `lock` takes its row first of all locks."""
    query = sa.select(Meeting).where(Meeting.ref == ref, visible_to(actor))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def agenda(actor: Actor, ref: str, seat_id: int | None) -> Agenda:
    """A meeting and its items in their order; `seat_id` is the reader's own, for their voice."""
    meeting = meeting_by_ref(actor, ref)
    mine = blinders(actor)
    rows = db.session.execute(_items(seat_id or 0).where(Item.meeting_id == meeting.id))
    return Agenda(meeting, code_of(meeting), [_row(row, mine) for row in rows], mine)


def _items(seat_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Items in their order, with what a seat said on each."""
    return (
        sa.select(
            Item.id,
            Item.n,
            Item.kind,
            Item.title,
            Item.amount_cents,
            Item.currency,
            Item.status,
            Item.proposal_id,
            Proposal.country,
            Proposal.city,
            Proposal.proponent_name,
            Call.ref.label("call_ref"),
            Decision.number,
            Vote.choice,
            Objection.id.label("objection"),
        )
        .outerjoin(Proposal, Proposal.id == Item.proposal_id)
        .outerjoin(Call, Call.id == Item.call_id)
        .outerjoin(Decision, Decision.item_id == Item.id)
        .outerjoin(Vote, _said_by(Vote, seat_id))
        .outerjoin(Objection, _said_by(Objection, seat_id))
        .order_by(Item.n)
    )


def _said_by(voice: type[Vote] | type[Objection], seat_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(voice.item_id == Item.id, voice.seat_id == seat_id, voice.voided_at.is_(None))


def _row(row: sa.Row[*tuple[Any, ...]], mine: Blinders) -> AgendaRow:
    if mine.hide(row.id, row.proposal_id):
        return AgendaRow(row.n, is_recused=True)
    return AgendaRow(
        n=row.n,
        is_recused=False,
        kind=row.kind,
        title=row.title,
        amount_cents=row.amount_cents,
        currency=row.currency,
        status=row.status,
        country=row.country,
        city=row.city or "",
        proponent=row.proponent_name or "",
        call_ref=row.call_ref,
        decision=row.number,
        my_vote=row.choice,
        i_objected=row.objection is not None,
    )


def drafts(actor: Actor) -> list[tuple[str, str]]:
    """Meetings still being prepared, as (ref, words), for a choice."""
    rows = db.session.scalars(
        sa.select(Meeting)
        .where(visible_to(actor), Meeting.status == MeetingStatus.DRAFT)
        .order_by(Meeting.id.desc())
    )
    return [(row.ref, f"{code_of(row)} · {row.title}") for row in rows]


def under_way(actor: Actor) -> list[tuple[str, str, str]] | None:
    """What is not over, as (ref, code, title), the newest first; None for who reads no meetings."""
    if not actor.may(Permission.BOARD_READ):
        return None
    over = (MeetingStatus.CONFIRMED, MeetingStatus.CANCELLED)
    rows = db.session.scalars(
        sa.select(Meeting)
        .where(visible_to(actor), Meeting.status.not_in(over))
        .order_by(Meeting.id.desc())
        .limit(50)
    )
    return [(row.ref, code_of(row), row.title) for row in rows]
