"""What was submitted, frozen; the proof of it; and every try."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Json, Key, enum_type, fk


class Snapshot(Base):
    """Canonical JSON of every answer and file hash; the last valid on-time one counts.

    Append-only: triggers refuse UPDATE and DELETE. `content` is text, so that its SHA-256 is that
    of the stored bytes in UTF-8 on every database.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "n", name="uq_snapshot_number"),
        # A list in the order of first submissions reads the index alone, never the contents.
        sa.Index("ix_snapshot_proposal_id_received_at", "proposal_id", "received_at"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    n: Mapped[int]
    form: Mapped[str] = mapped_column(sa.String(40))
    content: Mapped[str]
    sha256: Mapped[Digest]
    received_at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id", index=False)


class Receipt(Base):
    """Proof of one submission: a random number, the server's time, the snapshot's hash."""

    __tablename__ = "receipt"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    snapshot_id: Mapped[int] = fk("snapshot.id", unique=True)
    received_at: Mapped[datetime]


class ReceiptDocument(Base):
    """The receipt as a PDF, made by the worker after the fact."""

    __tablename__ = "receipt_document"

    id: Mapped[Key]
    receipt_id: Mapped[int] = fk("receipt.id", unique=True)
    file_id: Mapped[int] = fk("file.id", index=False)
    made_at: Mapped[datetime]


class AttemptOutcome(enum.StrEnum):
    """How a try to submit ended."""

    ACCEPTED = "accepted"
    INCOMPLETE = "incomplete"
    LATE = "late"
    REPEATED = "repeated"
    REFUSED = "refused"


class Attempt(Base):
    """Each try to submit, its time and outcome; shown to the team and to the Secretariat."""

    __tablename__ = "attempt"

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    person_id: Mapped[int] = fk("person.id", index=False)
    received_at: Mapped[datetime]
    outcome: Mapped[AttemptOutcome] = mapped_column(enum_type(AttemptOutcome))
    facts: Mapped[Json]
