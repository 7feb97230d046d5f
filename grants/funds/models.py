"""Money the partnership owns, in integer cents, one currency per allocation.

The counters are what the conditional UPDATE of the money rule guards; the ledger is what happened.
`flask check-invariants` proves that they agree.
"""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, Base, Cents, Code, Key, Line, Ref, enum_type, fk


class BusinessLine(Base):
    """One of the four lines of work that hold money."""

    __tablename__ = "business_line"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    position: Mapped[int]
    name: Mapped[Line]


class Source(enum.StrEnum):
    """Core money, or money a donor gave for a purpose."""

    CORE = "core"
    EARMARKED = "earmarked"


class Allocation(Base):
    """Money the board gives a line for a year from a source."""

    __tablename__ = "allocation"
    __table_args__ = (
        sa.UniqueConstraint(
            "line_id",
            "fiscal_year",
            "source",
            "donor",
            "currency",
            "restriction",
            name="uq_allocation_key",
        ),
        sa.CheckConstraint("enveloped_cents BETWEEN 0 AND amount_cents", name="envelopes_fit"),
        sa.CheckConstraint(
            "reserved_cents >= 0 AND committed_cents >= 0 "
            "AND reserved_cents + committed_cents <= amount_cents",
            name="never_exceeded",
        ),
        sa.CheckConstraint("disbursed_cents BETWEEN 0 AND committed_cents", name="paid_if_owed"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    line_id: Mapped[int] = fk("business_line.id")
    fiscal_year: Mapped[int]
    source: Mapped[Source] = mapped_column(enum_type(Source))
    donor: Mapped[Line] = mapped_column(default="")
    restriction: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_cents: Mapped[Cents] = mapped_column(default=0)
    enveloped_cents: Mapped[Cents] = mapped_column(default=0)
    reserved_cents: Mapped[Cents] = mapped_column(default=0)
    committed_cents: Mapped[Cents] = mapped_column(default=0)
    disbursed_cents: Mapped[Cents] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Envelope(Base):
    """The part of an allocation a call may award."""

    __tablename__ = "envelope"
    __table_args__ = (
        sa.CheckConstraint(
            "reserved_cents >= 0 AND committed_cents >= 0 "
            "AND reserved_cents + committed_cents <= amount_cents",
            name="never_exceeded",
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    allocation_id: Mapped[int] = fk("allocation.id")
    name: Mapped[Line]
    amount_cents: Mapped[Cents]
    reserved_cents: Mapped[Cents] = mapped_column(default=0)
    committed_cents: Mapped[Cents] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class EntryKind(enum.StrEnum):
    """What an entry does to the figures of its allocation."""

    ALLOCATION = "allocation"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    ENVELOPE = "envelope"
    RESERVATION = "reservation"
    RELEASE = "release"
    COMMITMENT = "commitment"
    DISBURSEMENT = "disbursement"


class Entry(Base):
    """One line of the ledger, appended and never changed; a correction is a counter-entry.

    `amount_cents` is signed only for counter-entries; its cause (kind, id) is unique per kind and
    allocation, so the same decision can never be posted twice.
    """

    __tablename__ = "entry"
    __table_args__ = (
        sa.Index(
            "uq_entry_cause_once",
            "cause_kind",
            "cause_id",
            "kind",
            "allocation_id",
            unique=True,
            sqlite_where=sa.text("counter_of_id IS NULL"),
            postgresql_where=sa.text("counter_of_id IS NULL"),
        ),
        sa.CheckConstraint("amount_cents <> 0", name="not_zero"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    allocation_id: Mapped[int] = fk("allocation.id")
    envelope_id: Mapped[int | None] = fk("envelope.id")
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind))
    amount_cents: Mapped[Cents]
    cause_kind: Mapped[str] = mapped_column(sa.String(40))
    cause_id: Mapped[int] = mapped_column(BIG)
    cause_label: Mapped[Line]
    counter_of_id: Mapped[int | None] = fk("entry.id", unique=True)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(BIG)
    at: Mapped[datetime]
