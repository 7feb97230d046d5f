"""Meetings, written procedures and their items."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Cents, Json, Key, Line, Ref, enum_type, fk


class MeetingKind(enum.StrEnum):
    """Members meet, or papers go round and silence is consent."""

    MEETING = "meeting"
    WRITTEN = "written"


class MeetingStatus(enum.StrEnum):
    """Prepared by the secretary, opened, closed, confirmed by the chair."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"  # results computed, waiting for the chair's confirmation
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Meeting(Base):
    """One meeting (`CATF/MB12`) or one written procedure (`CATF/MB2026/E3`)."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.UniqueConstraint("kind", "year", "number", name="uq_meeting_number"),
        sa.CheckConstraint("quorum_members > 0 AND quorum_constituencies > 0", name="has_quorum"),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name="days_in_range"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    kind: Mapped[MeetingKind] = mapped_column(enum_type(MeetingKind))
    year: Mapped[int]
    number: Mapped[int]  # meetings count on for ever, written procedures by year
    title: Mapped[Line]
    note: Mapped[str] = mapped_column(default="")
    status: Mapped[MeetingStatus] = mapped_column(enum_type(MeetingStatus))
    days: Mapped[int] = mapped_column(default=14)  # how long a written procedure stays open
    opens_at: Mapped[datetime | None]  # of a meeting: when members meet
    closes_at: Mapped[datetime | None]
    quorum_members: Mapped[int]
    quorum_constituencies: Mapped[int]
    prepared_by_id: Mapped[int] = fk("person.id", index=False)
    opened_by_id: Mapped[int | None] = fk("person.id", index=False)
    closed_by_id: Mapped[int | None] = fk("person.id", index=False)
    closed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = fk("person.id", index=False)
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class NumberSeries(Base):
    """The last number given in a series (`CATF/MB12/D`): whoever numbers locks its row first."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    last: Mapped[int]


class ItemKind(enum.StrEnum):
    """What is to be decided."""

    PROPOSAL = "proposal"  # one award
    REMAINDER = "remainder"  # reserve list and not recommended, together
    ALLOCATION = "allocation"  # money for a line and year
    TRANSFER = "transfer"  # between two allocations
    NOTE = "note"


class ItemStatus(enum.StrEnum):
    """Where an item stands."""

    OPEN = "open"
    MOVED = "moved"  # objected to: goes to a meeting
    ADOPTED = "adopted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    NO_QUORUM = "no_quorum"
    WITHDRAWN = "withdrawn"


class Item(Base):
    """One point on the agenda. `facts` holds what an item about funds needs (line, year, from, to),
    and for a remainder the proposals with their outcome."""

    __tablename__ = "item"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "n", name="uq_item_number"),
        sa.CheckConstraint("amount_cents IS NULL OR amount_cents > 0", name="amount_positive"),
        sa.CheckConstraint(
            "(kind = 'proposal') = (proposal_id IS NOT NULL)", name="award_names_a_proposal"
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    meeting_id: Mapped[int] = fk("meeting.id")
    n: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(enum_type(ItemKind))
    title: Mapped[Line]
    paper: Mapped[str] = mapped_column(default="")
    proposal_id: Mapped[int | None] = fk("proposal.id")
    ranking_id: Mapped[int | None] = fk("ranking.id")
    call_id: Mapped[int | None] = fk("call.id")
    amount_cents: Mapped[Cents | None]
    currency: Mapped[str] = mapped_column(sa.String(3), default="USD")
    facts: Mapped[Json]
    status: Mapped[ItemStatus] = mapped_column(enum_type(ItemStatus))
    moved_from_id: Mapped[int | None] = fk("item.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def proposal_ids(self) -> list[int]:
        """The proposals it is about: the one of an award, those of a remainder in their order."""
        if self.proposal_id is not None:
            return [self.proposal_id]
        return [row["proposal_id"] for row in self.facts.get("rows", [])]


class Attendance(Base):
    """A seat present in a meeting, from when to when."""

    __tablename__ = "attendance"

    id: Mapped[Key]
    meeting_id: Mapped[int] = fk("meeting.id")
    seat_id: Mapped[int] = fk("seat.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    in_at: Mapped[datetime]
    out_at: Mapped[datetime | None]
