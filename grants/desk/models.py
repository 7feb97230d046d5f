"""How the office likes its lists, archives it has asked for, and acts on many proposals."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, JsonList, Key, Line, Ref, enum_type, fk


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


class BulkAct(enum.StrEnum):
    """What can be done to many proposals at once."""

    ASSIGN = "assign"
    TAG = "tag"
    ASK = "ask"
    ELIGIBLE = "eligible"


class BulkRun(Base):
    """One act on many proposals: planned and looked at first, then carried out one by one.

    `details` by act: ASSIGN `{"to": {reference: person id}}`, TAG `{"name", "folded"}`, ASK
    `{"items", "question"}`, ELIGIBLE `{}`. `refs` are the proposals to be changed, `done` counts
    those tried so far; `report` names those left as they are: `{"ref", "why"}` with a packed
    message.
    """

    __tablename__ = "bulk_run"
    __table_args__ = (
        sa.CheckConstraint("done >= 0", name="done_not_negative"),
        sa.CheckConstraint(
            "finished_at IS NULL OR started_at IS NOT NULL", name="finished_after_start"
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    person_id: Mapped[int] = fk("person.id")
    act: Mapped[BulkAct] = mapped_column(enum_type(BulkAct))
    details: Mapped[Json]
    refs: Mapped[JsonList]  # of the proposals, in the order of the list
    done: Mapped[int] = mapped_column(default=0)
    report: Mapped[JsonList]
    planned_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
