"""What comes back from the mails: personal links, who read what, what came too late."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.board.models.voice import Choice
from grants.core.db import Base, Digest, Key, enum_type, fk


class ReplyLink(Base):
    """A personal link in a mail about one written procedure; only its digest is kept.

    One reply spends every link of that person to that procedure.
    """

    __tablename__ = "reply_link"

    id: Mapped[Key]
    digest: Mapped[Digest] = mapped_column(unique=True)
    meeting_id: Mapped[int] = fk("meeting.id")
    person_id: Mapped[int] = fk("person.id")
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ItemReading(Base):
    """When somebody who holds a seat first opened the paper of an item."""

    __tablename__ = "item_reading"
    __table_args__ = (sa.UniqueConstraint("item_id", "person_id", name="uq_item_reading_once"),)

    id: Mapped[Key]
    item_id: Mapped[int] = fk("item.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    first_at: Mapped[datetime]


class LateVoice(Base):
    """A vote or objection that came after the closing: kept, refused and never counted."""

    __tablename__ = "late_voice"

    id: Mapped[Key]
    item_id: Mapped[int] = fk("item.id")
    seat_id: Mapped[int] = fk("seat.id", index=False)
    person_id: Mapped[int] = fk("person.id", index=False)
    choice: Mapped[Choice | None] = mapped_column(enum_type(Choice))  # None: an objection
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
