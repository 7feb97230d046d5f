"""The time in which members comment on overlap, and what they say."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, Line, enum_type, fk


class OverlapWindow(Base):
    """From when until when members comment on the eligible concept notes of one call."""

    __tablename__ = "overlap_window"
    __table_args__ = (sa.CheckConstraint("ends_at > opened_at", name="ends_after_it_opens"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", unique=True)
    opened_by_id: Mapped[int] = fk("person.id", index=False)
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class OverlapExtension(Base):
    """A window was made longer, and why."""

    __tablename__ = "overlap_extension"
    __table_args__ = (sa.CheckConstraint("until > before", name="only_longer"),)

    id: Mapped[Key]
    window_id: Mapped[int] = fk("overlap_window.id")
    before: Mapped[datetime]
    until: Mapped[datetime]
    reason: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class OverlapKind(enum.StrEnum):
    """What a member says of a concept note, in one word."""

    OVERLAPS = "overlaps"
    COOPERATE = "cooperate"
    CO_FINANCE = "co_finance"
    NO_OVERLAP = "no_overlap"
    OTHER = "other"


class OverlapComment(Base):
    """What one person says of one concept note, as it stands; every version is kept beside."""

    __tablename__ = "overlap_comment"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_overlap_comment_once"),
        sa.CheckConstraint("n >= 1", name="counted_from_one"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    organisation_id: Mapped[int | None] = fk("organisation.id", index=False)  # spoken for
    n: Mapped[int]  # of the version that stands
    kind: Mapped[OverlapKind] = mapped_column(enum_type(OverlapKind))
    words: Mapped[str] = mapped_column(default="")
    project: Mapped[Line] = mapped_column(default="")
    contact: Mapped[Line] = mapped_column(default="")
    said_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class OverlapCommentVersion(Base):
    """A comment as it was when kept; appended, never changed."""

    __tablename__ = "overlap_comment_version"
    __table_args__ = (
        sa.UniqueConstraint("comment_id", "n", name="uq_overlap_comment_version_n"),
        sa.CheckConstraint("n >= 1", name="counted_from_one"),
    )

    id: Mapped[Key]
    comment_id: Mapped[int] = fk("overlap_comment.id", index=False)
    n: Mapped[int]
    kind: Mapped[OverlapKind] = mapped_column(enum_type(OverlapKind))
    words: Mapped[str]
    project: Mapped[Line]
    contact: Mapped[Line]
    said_at: Mapped[datetime]
