"""Decisions, immutable once adopted, and the release that tells everybody."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Cents, Json, JsonList, Key, Ref, enum_type, fk


class Decision(Base):
    """An adopted decision with its number (`CATF/MB12/D03`); triggers refuse UPDATE and DELETE.

    A correction is a new decision that supersedes. `facts` freezes the tally, the recusals and the
    quorum as they were.
    """

    __tablename__ = "decision"
    __table_args__ = (sa.CheckConstraint("adopted_by_id <> confirmed_by_id", name="two_people"),)

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    item_id: Mapped[int] = fk("item.id", unique=True)
    words: Mapped[str]
    conditions: Mapped[JsonList]
    facts: Mapped[Json]
    adopted_at: Mapped[datetime] = mapped_column(index=True)
    adopted_by_id: Mapped[int] = fk("person.id", index=False)  # the secretary who closed
    confirmed_by_id: Mapped[int] = fk("person.id", index=False)  # the chair
    supersedes_id: Mapped[int | None] = fk("decision.id", index=False)


class Outcome(enum.StrEnum):
    """What a decision means for a proposal; told only by release."""

    APPROVED = "approved"
    RESERVE = "reserve"
    REJECTED = "rejected"


class DecisionOutcome(Base):
    """The outcome of one proposal by one decision; append-only like its decision."""

    __tablename__ = "decision_outcome"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "proposal_id", name="uq_decision_outcome_once"),
    )

    id: Mapped[Key]
    decision_id: Mapped[int] = fk("decision.id")
    proposal_id: Mapped[int] = fk("proposal.id")
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    amount_cents: Mapped[Cents | None]
    reserve_place: Mapped[int | None]


class ReleaseStatus(enum.StrEnum):
    """Prepared by one lead, released by another."""

    PREPARED = "prepared"
    RELEASED = "released"


class Release(Base):
    """Telling everyone the result of a call, in one act by two people."""

    __tablename__ = "release"
    __table_args__ = (
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id <> prepared_by_id", name="two_people"
        ),
        sa.Index(
            "uq_release_prepared",
            "call_id",
            unique=True,
            sqlite_where=sa.text("status = 'prepared'"),
            postgresql_where=sa.text("status = 'prepared'"),
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    status: Mapped[ReleaseStatus] = mapped_column(enum_type(ReleaseStatus))
    prepared_by_id: Mapped[int] = fk("person.id", index=False)
    prepared_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = fk("person.id", index=False)
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Letter(Base):
    """What one applicant is told; kept with the proposal."""

    __tablename__ = "letter"
    __table_args__ = (sa.UniqueConstraint("release_id", "proposal_id", name="uq_letter_once"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    release_id: Mapped[int] = fk("release.id")
    proposal_id: Mapped[int] = fk("proposal.id")
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    params: Mapped[Json]  # merge fields: amount, decision, conditions, comments
