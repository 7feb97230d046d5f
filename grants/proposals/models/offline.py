"""Files filled without a connection, and what was read in them."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, JsonList, Key, Line, Ref, enum_type, fk


class OfflineStatus(enum.StrEnum):
    """Waiting until somebody of the team has looked at it."""

    WAITING = "waiting"
    TAKEN = "taken"
    THROWN_AWAY = "thrown_away"


class OfflineUpload(Base):
    """One file that came back; the upload itself points here as its owner.

    `content` is what was read, by question code: answers, what they were when the file was made,
    and what could not be read with the reason. `taken` are the codes taken over.
    """

    __tablename__ = "offline_upload"
    __table_args__ = (
        sa.CheckConstraint(
            "(status = 'waiting') = (settled_at IS NULL)", name="settled_or_waiting"
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    name: Mapped[Line]
    status: Mapped[OfflineStatus] = mapped_column(enum_type(OfflineStatus))
    content: Mapped[Json]
    uploaded_by_id: Mapped[int] = fk("person.id", index=False)
    uploaded_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = fk("person.id", index=False)
    settled_at: Mapped[datetime | None]
    taken: Mapped[JsonList]
