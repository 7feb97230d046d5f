"""The trail. It holds ids, statuses, versions and salted digests, never names or answers.

The free-text reason of an event stands beside the chain, so that erasing it for a person's sake
leaves the chain whole: the event keeps only the salted digest.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, Base, Digest, Json, Key


class TrailEvent(Base):
    """One thing that happened; UPDATE and DELETE are refused by triggers."""

    __tablename__ = "trail_event"
    __table_args__ = (sa.Index("ix_trail_event_subject", "subject_kind", "subject_id"),)

    seq: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(BIG, index=True)
    action: Mapped[str] = mapped_column(sa.String(80), index=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int] = mapped_column(BIG)
    old: Mapped[Json | None]
    new: Mapped[Json | None]
    reason_digest: Mapped[Digest | None]
    previous_hash: Mapped[Digest]
    hash: Mapped[Digest] = mapped_column(unique=True)


class TrailReason(Base):
    """The words of a reason, with the salt of its digest; may be erased."""

    __tablename__ = "trail_reason"

    seq: Mapped[int] = mapped_column(BIG, sa.ForeignKey("trail_event.seq"), primary_key=True)
    salt: Mapped[Digest]
    words: Mapped[str]


class TrailHead(Base):
    """The last link, one row: whoever appends locks it, and a cut-off tail shows against it."""

    __tablename__ = "trail_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Key]
    seq: Mapped[int] = mapped_column(BIG)
    hash: Mapped[Digest]
