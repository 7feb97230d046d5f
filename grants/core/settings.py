"""A few values that live in the database because processes share them (the demo clock)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, db


class Setting(Base):
    """One named value, as text."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[str]


CLOCK_OFFSET = "clock_offset_seconds"
WORKER_SEEN = "worker_seen_at"


def read(name: str) -> str | None:
    return db.session.scalar(sa.select(Setting.value).where(Setting.name == name))


def write(name: str, value: str) -> None:
    """Set a value; the caller commits."""
    db.session.merge(Setting(name=name, value=value))
