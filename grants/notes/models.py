"""Tags on proposals, notes beside them, and flags to a person with their history."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, Ref, enum_type, fk


class TagTone(enum.StrEnum):
    """The colour a tag is drawn in; it means nothing by itself."""

    GREY = "grey"
    GREEN = "green"
    BLUE = "blue"
    AMBER = "amber"
    RED = "red"
    VIOLET = "violet"


class Tag(Base):
    """A short word of the Secretariat. One that was merged or retired stays, so that its word is
    not made anew by somebody who types it."""

    __tablename__ = "tag"
    __table_args__ = (
        sa.CheckConstraint("name <> '' AND folded_name <> ''", name="named"),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR retired_at IS NOT NULL", name="merged_is_retired"
        ),
        sa.CheckConstraint("merged_into_id <> id", name="merged_into_another"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    name: Mapped[str] = mapped_column(sa.String(40))
    folded_name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    tone: Mapped[TagTone] = mapped_column(enum_type(TagTone))
    made_by_id: Mapped[int] = fk("person.id", index=False)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = fk("tag.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ProposalTag(Base):
    """A tag on a proposal; the row goes when it is taken off, the trail keeps both."""

    __tablename__ = "proposal_tag"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "tag_id", name="uq_proposal_tag_once"),)

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    tag_id: Mapped[int] = fk("tag.id")
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class NoteKind(enum.StrEnum):
    """Who reads a note."""

    PRIVATE = "private"  # its author alone
    SHARED = "shared"


class Note(Base):
    """A text beside a proposal, never rewritten; a shared one may be withdrawn by its author."""

    __tablename__ = "note"
    __table_args__ = (
        sa.CheckConstraint("words <> ''", name="says_something"),
        sa.CheckConstraint("withdrawn_at IS NULL OR kind = 'shared'", name="only_shared_withdrawn"),
        sa.Index("ix_note_proposal", "proposal_id", "at"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    kind: Mapped[NoteKind] = mapped_column(enum_type(NoteKind))
    by_id: Mapped[int] = fk("person.id")
    at: Mapped[datetime]
    words: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class Mention(Base):
    """Somebody a shared note speaks to; `done_at` when they put it aside."""

    __tablename__ = "note_mention"
    __table_args__ = (
        sa.UniqueConstraint("note_id", "person_id", name="uq_note_mention_once"),
        sa.Index("ix_note_mention_waiting", "person_id", "done_at"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    note_id: Mapped[int] = fk("note.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    done_at: Mapped[datetime | None]


class FlagStatus(enum.StrEnum):
    """A flag waits for its person, or does not."""

    OPEN = "open"
    RESOLVED = "resolved"


class Flag(Base):
    """Something about a proposal that one named person should see to.

    `status` and `to_id` repeat what its last steps say, set with them.
    """

    __tablename__ = "flag"
    __table_args__ = (
        sa.CheckConstraint("last_n >= 1", name="begun_by_a_step"),
        sa.Index("ix_flag_person", "to_id", "status"),
        sa.Index("ix_flag_proposal", "proposal_id", "status"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    status: Mapped[FlagStatus] = mapped_column(enum_type(FlagStatus))
    to_id: Mapped[int] = fk("person.id", index=False)
    raised_by_id: Mapped[int] = fk("person.id")
    raised_at: Mapped[datetime]
    due_on: Mapped[date | None]
    last_n: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class FlagAct(enum.StrEnum):
    """What somebody did with a flag."""

    RAISED = "raised"
    HANDED = "handed"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class FlagStep(Base):
    """One step in the history of a flag; append-only."""

    __tablename__ = "flag_step"
    __table_args__ = (
        sa.UniqueConstraint("flag_id", "n", name="uq_flag_step_n"),
        sa.CheckConstraint("n >= 1", name="counted_from_one"),
        sa.CheckConstraint("(n = 1) = (act = 'raised')", name="raised_first"),
        sa.CheckConstraint(
            "(act IN ('raised', 'handed')) = (to_id IS NOT NULL)", name="given_to_somebody"
        ),
        sa.CheckConstraint("act = 'handed' OR words <> ''", name="says_something"),
    )

    id: Mapped[Key]
    flag_id: Mapped[int] = fk("flag.id", index=False)
    n: Mapped[int]
    act: Mapped[FlagAct] = mapped_column(enum_type(FlagAct))
    by_id: Mapped[int] = fk("person.id", index=False)
    to_id: Mapped[int | None] = fk("person.id", index=False)
    words: Mapped[str]
    at: Mapped[datetime]
