"""Stored content, and the uploads that point to it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, JSON, Base, Code, Digest, Key, Line, Ref, fk


class Blob(Base):
    """Bytes on disk under their SHA-256; stored once however often uploaded."""

    __tablename__ = "blob"
    __table_args__ = (sa.CheckConstraint("size > 0", name="not_empty"),)

    id: Mapped[Key]
    sha256: Mapped[Digest] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]


class File(Base):
    """One upload by one person under the name they gave it; what it belongs to points here.

    `owner_kind` and `owner_id` name the thing it belongs to (a proposal, a decision), so that the
    owner's domain decides who may read it and an orphan can be found.
    """

    __tablename__ = "file"
    __table_args__ = (sa.Index("ix_file_owner", "owner_kind", "owner_id"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    blob_id: Mapped[int] = fk("blob.id")
    name: Mapped[Line]
    owner_kind: Mapped[str] = mapped_column(sa.String(40))
    owner_id: Mapped[int] = mapped_column(BIG)
    uploaded_by_id: Mapped[int | None] = fk("person.id")
    uploaded_at: Mapped[datetime]
    # The size it came in, when what is kept is smaller: a photo from a phone.
    sent_size: Mapped[int | None] = mapped_column(sa.BigInteger)


class Upload(Base):
    """A file on its way in pieces: `arrived` of its `size` bytes are safe on disk.

    `slot` is the place in the owner it is meant for. `received` is filled once the whole file was
    looked into and put in its place, so that a form that names the upload may be sent twice.
    """

    __tablename__ = "upload"
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.CheckConstraint("arrived >= 0 AND arrived <= size", name="arrived_within_size"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    person_id: Mapped[int] = fk("person.id")
    owner_kind: Mapped[str] = mapped_column(sa.String(40))
    owner_id: Mapped[int] = mapped_column(BIG)
    slot: Mapped[Code]
    name: Mapped[Line]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    arrived: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    received: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
