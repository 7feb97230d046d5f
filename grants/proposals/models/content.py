"""What the city writes: answers with their history, budget lines, documents, section states."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, JSON, Base, Cents, Code, Key, Line, enum_type, fk


class SectionWork(enum.StrEnum):
    """How far a section is, as the task list shows it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    ATTENTION = "attention"


class SectionState(Base):
    """One section of one proposal: its work state and the version its form carries."""

    __tablename__ = "section_state"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "section_id", name="uq_section_state_once"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    section_id: Mapped[int] = fk("section.id")
    work: Mapped[SectionWork] = mapped_column(enum_type(SectionWork))
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = fk("person.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Answer(Base):
    """The present answer to one question: text, number, list or object as the kind says."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "question_id", name="uq_answer_once"),)

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    question_id: Mapped[int] = fk("question.id")
    value: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = fk("person.id", index=False)


class AnswerVersion(Base):
    """An answer as it was when saved; appended, never changed: any earlier text can come back.

    One set aside never stood: it was typed while a colleague saved another, and is kept beside it.
    `restored_id` is the version this one brought back.
    """

    __tablename__ = "answer_version"
    __table_args__ = (
        sa.Index("ix_answer_version_answer", "proposal_id", "question_id", "saved_at"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    question_id: Mapped[int] = fk("question.id", index=False)
    value: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(BIG)
    is_aside: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    restored_id: Mapped[int | None] = mapped_column(BIG)


class Presence(Base):
    """Who opened a section to write in it, and when last: so that others know of each other."""

    __tablename__ = "presence"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "section_id", "person_id", name="uq_presence_once"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    section_id: Mapped[int] = fk("section.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class BudgetLine(Base):
    """One cost line: what it is, what it costs, and who pays which part, in cents.

    The six sources are those of the fund's practice (grant, four kinds of cash, in kind); a call
    says which it offers.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        sa.CheckConstraint(
            "grant_cents >= 0 AND recipient_cents >= 0 AND partner_cents >= 0 "
            "AND member_cents >= 0 AND other_cents >= 0 AND in_kind_cents >= 0",
            name="not_negative",
        ),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    position: Mapped[int]
    component: Mapped[Line] = mapped_column(default="")
    category: Mapped[Code]
    description: Mapped[Line] = mapped_column(default="")
    note: Mapped[Line] = mapped_column(default="")
    grant_cents: Mapped[Cents] = mapped_column(default=0)
    recipient_cents: Mapped[Cents] = mapped_column(default=0)
    partner_cents: Mapped[Cents] = mapped_column(default=0)
    member_cents: Mapped[Cents] = mapped_column(default=0)
    other_cents: Mapped[Cents] = mapped_column(default=0)
    in_kind_cents: Mapped[Cents] = mapped_column(default=0)


class Document(Base):
    """A file in a slot (a FILE question); a new upload replaces, the old version is kept."""

    __tablename__ = "document"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "question_id", "n", name="uq_document_version"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    question_id: Mapped[int] = fk("question.id", index=False)
    n: Mapped[int]
    file_id: Mapped[int] = fk("file.id")
    uploaded_by_id: Mapped[int] = fk("person.id", index=False)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
