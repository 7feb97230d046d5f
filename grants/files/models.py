"""Stored content, and the uploads that point to it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, Base, Digest, Key, Line, Ref, fk


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
