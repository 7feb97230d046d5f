"""Moderated scores and frozen rankings."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Cents, Digest, Key, Ref, enum_type, fk


class ModeratedScore(Base):
    """The panel's agreed points for a criterion, beside the original scores, never over them.

    Append-only: the latest `n` stands, and one without points takes the agreement back.
    """

    __tablename__ = "moderated_score"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "criterion_id", "n", name="uq_moderated_score_n"),
        sa.CheckConstraint("points_milli BETWEEN 0 AND 5000", name="points_in_range"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    criterion_id: Mapped[int] = fk("criterion.id")
    n: Mapped[int]
    points_milli: Mapped[int | None]
    reason: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class Recommendation(enum.StrEnum):
    """Where the Secretariat puts a proposal on the slate."""

    RECOMMENDED = "recommended"
    RESERVE = "reserve"
    NOT_RECOMMENDED = "not_recommended"


class Ranking(Base):
    """A frozen ranking: numbered, hashed, immutable; the board receives this version."""

    __tablename__ = "ranking"
    __table_args__ = (sa.UniqueConstraint("call_id", "n", name="uq_ranking_number"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    n: Mapped[int]
    content: Mapped[str]  # canonical JSON of every score it rests on
    sha256: Mapped[Digest]
    room_cents: Mapped[Cents]
    note: Mapped[str]
    frozen_by_id: Mapped[int] = fk("person.id", index=False)
    frozen_at: Mapped[datetime]


class RankingRow(Base):
    """One proposal in a frozen ranking; append-only like its ranking."""

    __tablename__ = "ranking_row"
    __table_args__ = (sa.UniqueConstraint("ranking_id", "proposal_id", name="uq_ranking_row_once"),)

    id: Mapped[Key]
    ranking_id: Mapped[int] = fk("ranking.id")
    proposal_id: Mapped[int] = fk("proposal.id")
    place: Mapped[int]
    mean_milli: Mapped[int]
    spread_milli: Mapped[int]
    reviews: Mapped[int]
    floors_met: Mapped[bool]
    recommendation: Mapped[Recommendation] = mapped_column(enum_type(Recommendation))
    amount_cents: Mapped[Cents]
    reason: Mapped[str] = mapped_column(default="")  # for a departure from the order
