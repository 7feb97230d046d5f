"""Messages about a proposal, kept with it, and how far each person has read them."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, enum_type, fk


class Side(enum.StrEnum):
    """For whom somebody writes."""

    TEAM = "team"
    OFFICE = "office"


class Thread(Base):
    """All messages about one proposal; begins with the first.

    `last_…` repeat the last message, set with it, so that lists need not look for it.
    """

    __tablename__ = "thread"
    __table_args__ = (
        sa.CheckConstraint("last_n >= 1", name="begun_by_a_message"),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"
        ),
        sa.CheckConstraint(
            "settled_at IS NULL OR last_side = 'team'", name="settled_what_the_team_wrote"
        ),
        # the threads that wait, the longest first
        sa.Index("ix_thread_waiting", "last_side", "settled_at", "last_at"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    last_n: Mapped[int]
    last_side: Mapped[Side] = mapped_column(enum_type(Side))
    last_at: Mapped[datetime]
    last_by_id: Mapped[int] = fk("person.id", index=False)
    settled_at: Mapped[datetime | None]  # the last message needs no answer
    settled_by_id: Mapped[int | None] = fk("person.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def waits(self) -> bool:
        """Does the team wait for an answer?"""
        return self.last_side is Side.TEAM and self.settled_at is None


class Message(Base):
    """One message as it was sent; its files point here."""

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("thread_id", "n", name="uq_message_n"),
        sa.CheckConstraint("n >= 1", name="counted_from_one"),
    )

    id: Mapped[Key]
    thread_id: Mapped[int] = fk("thread.id", index=False)
    n: Mapped[int]
    side: Mapped[Side] = mapped_column(enum_type(Side))
    by_id: Mapped[int] = fk("person.id")
    sent_at: Mapped[datetime]
    words: Mapped[str]  # empty where a file says it all


class Reading(Base):
    """How far one person has read one thread."""

    __tablename__ = "thread_reading"
    __table_args__ = (
        sa.UniqueConstraint("thread_id", "person_id", name="uq_thread_reading_person"),
        sa.CheckConstraint("read_n >= 1", name="read_something"),
    )

    id: Mapped[Key]
    thread_id: Mapped[int] = fk("thread.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    read_n: Mapped[int]
    read_at: Mapped[datetime]
