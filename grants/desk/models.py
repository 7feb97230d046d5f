"""How the office likes its lists, and archives it has asked for."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, JsonList, Key, Line, Ref, fk


class SavedView(Base):
    """Filters, order and columns of the list of proposals under a name; for every call.

    `query` is the address by parameter, each with its values: `{"state": ["submitted"]}`.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.UniqueConstraint("owner_id", "name", name="uq_saved_view_name"),
        sa.CheckConstraint("name <> ''", name="has_a_name"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    owner_id: Mapped[int] = fk("person.id", index=False)
    name: Mapped[Line]
    is_shared: Mapped[bool] = mapped_column(default=False, index=True)  # with the Secretariat
    query: Mapped[Json]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ListPreference(Base):
    """What one person wants to see first: columns in their order (none: the usual), a view."""

    __tablename__ = "list_preference"

    id: Mapped[Key]
    person_id: Mapped[int] = fk("person.id", unique=True)
    columns: Mapped[JsonList]
    view_id: Mapped[int | None] = fk("saved_view.id")


class Bundle(Base):
    """An archive of many proposals somebody asked for; the worker makes its documents.

    Only the documents are kept: the archive is put together when it is fetched, so that it holds
    what its reader may see then. `made` counts the proposals whose document was tried.
    """

    __tablename__ = "bundle"
    __table_args__ = (sa.CheckConstraint("made >= 0", name="made_not_negative"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    person_id: Mapped[int] = fk("person.id")
    language: Mapped[str] = mapped_column(sa.String(5))
    refs: Mapped[JsonList]  # of the proposals, in the order of the list
    made: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
