"""What a panel says once its reviews are in, and what it reads where the applicant is hidden."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Key, Line, Ref, enum_type, fk


class Audience(enum.StrEnum):
    """Who reads a remark."""

    PANEL = "panel"  # the evaluators who opened each other's reviews, and the office
    OFFICE = "office"  # the Secretariat alone


class PanelRemark(Base):
    """A remark about a proposal; append-only. A correction is a further one naming the first."""

    __tablename__ = "panel_remark"
    __table_args__ = (
        sa.CheckConstraint("words <> ''", name="says_something"),
        sa.CheckConstraint("corrects_id <> id", name="corrects_another"),
        sa.Index("ix_panel_remark_proposal", "proposal_id", "id"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]
    audience: Mapped[Audience] = mapped_column(enum_type(Audience))
    words: Mapped[str]
    corrects_id: Mapped[int | None] = fk("panel_remark.id", index=False)


class PanelMention(Base):
    """Somebody a remark speaks to, who was told by mail; append-only."""

    __tablename__ = "panel_mention"
    __table_args__ = (sa.UniqueConstraint("remark_id", "person_id", name="uq_panel_mention_once"),)

    id: Mapped[Key]
    remark_id: Mapped[int] = fk("panel_remark.id", index=False)
    person_id: Mapped[int] = fk("person.id")


class MinorityView(Base):
    """Why an evaluator stays apart from what the panel agreed on; append-only, the latest of a
    person stands, and empty words say that they have joined the panel."""

    __tablename__ = "minority_view"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id", "n", name="uq_minority_view_n"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    n: Mapped[int]
    words: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class RedactedCopy(Base):
    """A submitted version without what tells who applies; append-only, the latest released counts.

    content: canonical JSON, see `rules.redaction.Redaction`; it holds what is taken out, so the
    Secretariat alone reads it.
    """

    __tablename__ = "redacted_copy"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "n", name="uq_redacted_copy_n"),)

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    n: Mapped[int]
    snapshot_sha256: Mapped[Digest]
    title: Mapped[Line]
    content: Mapped[str]
    sha256: Mapped[Digest]
    is_released: Mapped[bool]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]
