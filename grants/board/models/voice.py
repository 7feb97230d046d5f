"""What members say: interests, recusals, objections, votes."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, Ref, enum_type, fk


class Interest(Base):
    """A standing declaration: this person has an interest in this organisation."""

    __tablename__ = "interest"

    id: Mapped[Key]
    ref: Mapped[Ref]
    person_id: Mapped[int] = fk("person.id")
    organisation_id: Mapped[int] = fk("organisation.id")
    words: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RecusalCause(enum.StrEnum):
    """Why a seat steps aside from an item."""

    SPONSOR = "sponsor"
    APPLICANT = "applicant"
    RECIPIENT = "recipient"
    PARTNER = "partner"
    CO_FINANCIER = "co_financier"
    DECLARED = "declared"
    CHAIR = "chair"  # added by the chair


class Recusal(Base):
    """A seat is out of an item: no papers, scores, tally, vote, mail or minutes of it.

    Found by the system when the item is opened, or declared later; never removed. With a
    `proposal_id` it binds one proposal of a remainder: the seat takes part in the rest of it.
    """

    __tablename__ = "recusal"
    __table_args__ = (
        sa.Index(
            "uq_recusal_once",
            "item_id",
            "seat_id",
            unique=True,
            sqlite_where=sa.text("proposal_id IS NULL"),
            postgresql_where=sa.text("proposal_id IS NULL"),
        ),
        sa.UniqueConstraint("item_id", "seat_id", "proposal_id", name="uq_recusal_row_once"),
    )

    id: Mapped[Key]
    item_id: Mapped[int] = fk("item.id")
    seat_id: Mapped[int] = fk("seat.id")
    proposal_id: Mapped[int | None] = fk("proposal.id", index=False)
    cause: Mapped[RecusalCause] = mapped_column(enum_type(RecusalCause))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = fk("person.id", index=False)
    at: Mapped[datetime]


class Objection(Base):
    """A reasoned objection in a written procedure: one moves the item to a meeting."""

    __tablename__ = "objection"
    __table_args__ = (sa.UniqueConstraint("item_id", "seat_id", name="uq_objection_once"),)

    id: Mapped[Key]
    item_id: Mapped[int] = fk("item.id")
    seat_id: Mapped[int] = fk("seat.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    reason: Mapped[str]
    at: Mapped[datetime]
    voided_at: Mapped[datetime | None]  # by a recusal declared later: kept, and not counted


class Choice(enum.StrEnum):
    """How a seat votes."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Vote(Base):
    """One vote of one seat on one item; a change before closing replaces it, in the trail."""

    __tablename__ = "vote"
    __table_args__ = (sa.UniqueConstraint("item_id", "seat_id", name="uq_vote_once"),)

    id: Mapped[Key]
    item_id: Mapped[int] = fk("item.id")
    seat_id: Mapped[int] = fk("seat.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    choice: Mapped[Choice] = mapped_column(enum_type(Choice))
    at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
