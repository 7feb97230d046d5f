"""The outbox."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, Base, Json, Key, Ref


class Mail(Base):
    """One mail to one person; rendered from kind and params when sent, and kept as sent."""

    __tablename__ = "mail"
    __table_args__ = (
        sa.Index(
            "ix_mail_waiting",
            "next_try_at",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
        sa.Index("ix_mail_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]  # part of the Message-ID, so that a second copy is recognisable
    person_id: Mapped[int | None] = mapped_column(BIG, index=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(5))
    kind: Mapped[str] = mapped_column(sa.String(60))
    params: Mapped[Json]
    subject_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    subject_id: Mapped[int | None] = mapped_column(BIG)
    dedupe: Mapped[str | None] = mapped_column(sa.String(160), unique=True)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)  # tries whose outcome was never heard
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
