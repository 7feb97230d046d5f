"""Corrections of the wording of a call that has opened."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, Key, fk


class Correction(Base):
    """One text that was corrected: what it said before and says since, and why."""

    __tablename__ = "call_correction"
    __table_args__ = (sa.Index("ix_call_correction_call", "call_id", "at"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", index=False)
    place: Mapped[str] = mapped_column(sa.String(200))  # see calls.rules.wording
    before: Mapped[Json]  # the languages that were corrected
    after: Mapped[Json]
    note: Mapped[Json]  # for everybody, by language
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]
