"""Uploaded lists of sanctioned people and entities; every list that was put in force is kept."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Json, Key, Line, Ref, enum_type, fk


class ListStatus(enum.StrEnum):
    """What became of an uploaded list."""

    WAITING = "waiting"
    KEPT = "kept"
    THROWN_AWAY = "thrown_away"


class ListedKind(enum.StrEnum):
    """Whom an entry names."""

    PERSON = "person"
    ENTITY = "entity"


class NamesList(Base):
    """One version of a list, by its own date; of those kept, the newest is in force.

    The file as it was uploaded belongs to this row. `people`, `entities` and `aliases` count what
    was read in it.
    """

    __tablename__ = "names_list"
    __table_args__ = (
        sa.CheckConstraint("people >= 0 AND entities >= 0 AND aliases >= 0", name="counted"),
        sa.CheckConstraint("people + entities > 0", name="not_empty"),
        sa.CheckConstraint(
            "(status = 'waiting') = (settled_at IS NULL)", name="settled_or_waiting"
        ),
        sa.Index(
            "uq_names_list_kept_once",
            "sha256",
            unique=True,
            sqlite_where=sa.text("status = 'kept'"),
            postgresql_where=sa.text("status = 'kept'"),
        ),
        sa.Index("ix_names_list_in_force", "status", "dated_on"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    status: Mapped[ListStatus] = mapped_column(enum_type(ListStatus))
    source: Mapped[Line]
    dated_on: Mapped[date]
    sha256: Mapped[Digest]
    people: Mapped[int]
    entities: Mapped[int]
    aliases: Mapped[int]
    uploaded_by_id: Mapped[int | None] = fk("person.id", index=False)
    uploaded_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = fk("person.id", index=False)
    settled_at: Mapped[datetime | None]


class ListedName(Base):
    """One person or entity of a list that is kept.

    `details`: aliases with their quality, the name in its own script, dates of birth,
    nationalities, the day of listing and the list's comments, as the list writes them.
    """

    __tablename__ = "listed_name"
    __table_args__ = (sa.UniqueConstraint("list_id", "n", name="uq_listed_name_n"),)

    id: Mapped[Key]
    list_id: Mapped[int] = fk("names_list.id", index=False)
    n: Mapped[int]
    kind: Mapped[ListedKind] = mapped_column(enum_type(ListedKind))
    reference: Mapped[Line]
    name: Mapped[str]
    details: Mapped[Json]
