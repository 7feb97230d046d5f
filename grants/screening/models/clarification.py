"""Questions to the city with their answers, and its objection to a refusal."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Code, JsonList, Key, Ref, enum_type, fk


class ClarificationStatus(enum.StrEnum):
    """From the question to the answer; expiry returns it to the officer, it decides nothing."""

    OPEN = "open"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered_late"
    EXPIRED = "expired"


class Clarification(Base):
    """A question to the city about curable items only, with a clock of working days."""

    __tablename__ = "clarification"
    __table_args__ = (
        sa.Index(
            "uq_clarification_open",
            "proposal_id",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    items: Mapped[JsonList]  # checklist codes
    # Codes of the form's questions that may be answered anew.
    opened: Mapped[JsonList] = mapped_column(default=list)
    question: Mapped[str]
    asked_by_id: Mapped[int] = fk("person.id", index=False)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    # Public holidays that were not counted: [{"on": ISO day, "countries": [codes]}].
    days_off: Mapped[JsonList] = mapped_column(default=list)
    status: Mapped[ClarificationStatus] = mapped_column(enum_type(ClarificationStatus))
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = fk("person.id", index=False)
    answered_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = fk("file.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ClarificationReply(Base):
    """What the city says anew to one opened question; what it submitted stays as it is."""

    __tablename__ = "clarification_reply"
    __table_args__ = (
        sa.UniqueConstraint("clarification_id", "code", name="uq_clarification_reply_once"),
        sa.CheckConstraint("words <> '' OR file_id IS NOT NULL", name="says_something"),
    )

    id: Mapped[Key]
    clarification_id: Mapped[int] = fk("clarification.id", index=False)
    code: Mapped[Code]
    words: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = fk("file.id", index=False)


class AppealStatus(enum.StrEnum):
    """Decided by a lead who took no part."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


class Appeal(Base):
    """The city's objection to an ineligible; one page, within the call's appeal window."""

    __tablename__ = "appeal"

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    words: Mapped[str]
    made_by_id: Mapped[int] = fk("person.id", index=False)
    made_at: Mapped[datetime]
    status: Mapped[AppealStatus] = mapped_column(enum_type(AppealStatus))
    decided_by_id: Mapped[int | None] = fk("person.id", index=False)
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
