"""What cities ask about a call, and what the Secretariat answers to everybody.

"Question" is what a form asks; what a person asks about the call is an inquiry.
"""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, Key, Ref, enum_type, fk


class InquiryStatus(enum.StrEnum):
    """Where an inquiry stands."""

    OPEN = "open"
    ANSWERED = "answered"
    MERGED = "merged"  # answered together with another one
    DECLINED = "declined"


class Inquiry(Base):
    """One question of one person about a call, as it was asked; only the office reads it so."""

    __tablename__ = "inquiry"
    __table_args__ = (
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_another"
        ),
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled_or_open"),
        sa.CheckConstraint("status <> 'declined' OR reason <> ''", name="declined_with_reason"),
        sa.Index("ix_inquiry_call_status", "call_id", "status"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id", index=False)
    asked_by_id: Mapped[int] = fk("person.id")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(sa.String(5))  # that the asker read the page in
    words: Mapped[str]
    status: Mapped[InquiryStatus] = mapped_column(enum_type(InquiryStatus))
    merged_into_id: Mapped[int | None] = fk("inquiry.id")
    reason: Mapped[str] = mapped_column(default="")  # why it was declined, told to the asker
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = fk("person.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class InquiryAnswer(Base):
    """What everybody reads; a correction is a new row, and the one before stays."""

    __tablename__ = "inquiry_answer"
    __table_args__ = (
        sa.UniqueConstraint("inquiry_id", "n", name="uq_inquiry_answer_n"),
        sa.CheckConstraint("n >= 1", name="counted_from_one"),
    )

    id: Mapped[Key]
    inquiry_id: Mapped[int] = fk("inquiry.id", index=False)
    n: Mapped[int]
    question: Mapped[Json]  # worded so that it identifies nobody, by language
    answer: Mapped[Json]  # by language
    note: Mapped[str] = mapped_column(default="")  # what was corrected, from the second row on
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = fk("person.id", index=False)
