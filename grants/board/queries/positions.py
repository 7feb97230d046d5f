"""What the seats said on the items of a meeting, for the verdict; internal to the board."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.queries import StandingSeat, seats
from grants.board.models import (
    Attendance,
    Choice,
    Item,
    Meeting,
    MeetingKind,
    Objection,
    Recusal,
    Vote,
)
from grants.board.rules.quorum import Place, quorum
from grants.board.rules.voting import Verdict, at_meeting, in_writing
from grants.core.db import db


@dataclass
class Position:
    """The voices on one item, by seat; voided ones are left out."""

    recused: set[int] = field(default_factory=set)
    recused_rows: dict[int, set[int]] = field(default_factory=dict)  # proposal → seats
    votes: dict[int, Choice] = field(default_factory=dict)
    objections: set[int] = field(default_factory=set)

    def recused_from(self, proposal_id: int | None) -> set[int]:
        if proposal_id is None:
            return self.recused
        return self.recused | self.recused_rows.get(proposal_id, set())


@dataclass
class Floor:
    """Everything a verdict needs: the standing seats, who is present, who said what.

    A seat that nobody holds takes part in nothing: its silence is no consent.
    """

    meeting: Meeting
    seats: list[StandingSeat]
    present: set[int]
    positions: dict[int, Position]

    def position(self, item_id: int) -> Position:
        return self.positions.setdefault(item_id, Position())

    def verdict(self, item_id: int, proposal_id: int | None = None) -> Verdict:
        """How the board stands on an item, or on one proposal of a remainder."""
        voices = self.position(item_id)
        recused = voices.recused_from(proposal_id)
        places = [Place(seat.id, seat.constituency_id) for seat in self.seats if seat.is_held]
        standing = {place.seat_id for place in places}
        written = self.meeting.kind is MeetingKind.WRITTEN
        here = quorum(
            places,
            recused,
            None if written else self.present | set(voices.votes),
            members=self.meeting.quorum_members,
            constituencies=self.meeting.quorum_constituencies,
        )
        if written:
            return in_writing(here, len((voices.objections & standing) - recused))
        votes = [
            choice
            for seat_id, choice in voices.votes.items()
            if seat_id in standing and seat_id not in recused
        ]
        return at_meeting(here, votes)


def floor(meeting: Meeting, at: datetime) -> Floor:
    """The whole of a meeting; five queries, however many items."""
    items = sa.select(Item.id).where(Item.meeting_id == meeting.id)
    positions: dict[int, Position] = {}

    def position(item_id: int) -> Position:
        return positions.setdefault(item_id, Position())

    for row in db.session.execute(
        sa.select(Recusal.item_id, Recusal.seat_id, Recusal.proposal_id).where(
            Recusal.item_id.in_(items)
        )
    ):
        if row.proposal_id is None:
            position(row.item_id).recused.add(row.seat_id)
        else:
            rows = position(row.item_id).recused_rows
            rows.setdefault(row.proposal_id, set()).add(row.seat_id)
    for vote in db.session.execute(
        sa.select(Vote.item_id, Vote.seat_id, Vote.choice).where(
            Vote.item_id.in_(items), Vote.voided_at.is_(None)
        )
    ):
        position(vote.item_id).votes[vote.seat_id] = vote.choice
    for objection in db.session.execute(
        sa.select(Objection.item_id, Objection.seat_id).where(
            Objection.item_id.in_(items), Objection.voided_at.is_(None)
        )
    ):
        position(objection.item_id).objections.add(objection.seat_id)
    return Floor(meeting, seats(), present(meeting.id, at), positions)


def present(meeting_id: int, at: datetime) -> set[int]:
    """Seats in the room at an instant."""
    return set(
        db.session.scalars(
            sa.select(Attendance.seat_id).where(
                Attendance.meeting_id == meeting_id,
                Attendance.in_at <= at,
                sa.or_(Attendance.out_at.is_(None), Attendance.out_at > at),
            )
        )
    )
