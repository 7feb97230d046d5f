"""The names of one submitted version against one list, and what people said of what is alike."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, JsonList, Key, Line, Ref, enum_type, fk


class NameRole(enum.StrEnum):
    """As what a proposal names somebody."""

    PROPONENT = "proponent"
    RECIPIENT = "recipient"
    PARTNER = "partner"
    REPRESENTATIVE = "representative"
    SIGNATORY = "signatory"
    PERSON = "person"


class Verdict(enum.StrEnum):
    """What a person says of a name that is like a listed one."""

    OPEN = "open"
    DIFFERENT = "different"
    UNSURE = "unsure"
    SAME = "same"


class NamesCheck(Base):
    """Every name of one submitted version compared with one list; never changed afterwards.

    `names` holds what was compared: [{"name": …, "roles": […]}].
    """

    __tablename__ = "names_check"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "list_id", name="uq_names_check_once"),)

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    snapshot_id: Mapped[int] = fk("snapshot.id", index=False)
    list_id: Mapped[int] = fk("names_list.id")
    checked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = fk("person.id", index=False)  # None: by itself
    names: Mapped[JsonList]


class NamesHit(Base):
    """A name of a proposal that is like a listed one; a hint, never a decision.

    `verdict` repeats the last of its verdicts, set with it, so that lists need not look for it.
    """

    __tablename__ = "names_hit"
    __table_args__ = (
        sa.UniqueConstraint("check_id", "listed_id", "name", name="uq_names_hit_once"),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name="points_of_a_hundred"),
        sa.CheckConstraint("(verdict = 'open') = (judged_at IS NULL)", name="judged_or_open"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    check_id: Mapped[int] = fk("names_check.id", index=False)
    listed_id: Mapped[int] = fk("listed_name.id")
    name: Mapped[Line]
    roles: Mapped[JsonList]
    matched: Mapped[str]  # the listed name or alias it is like
    points: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict))
    judged_by_id: Mapped[int | None] = fk("person.id", index=False)
    judged_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class NamesVerdict(Base):
    """What one person said of a hit, once; append-only. Its evidence, a file, belongs to it."""

    __tablename__ = "names_verdict"
    __table_args__ = (
        sa.UniqueConstraint("hit_id", "n", name="uq_names_verdict_n"),
        sa.CheckConstraint("verdict <> 'open'", name="says_something"),
    )

    id: Mapped[Key]
    hit_id: Mapped[int] = fk("names_hit.id", index=False)
    n: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict))
    words: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class NamesRun(Base):
    """Somebody asked to check every proposal of a call; one at a time for each call."""

    __tablename__ = "names_run"
    __table_args__ = (
        sa.Index(
            "uq_names_run_open",
            "call_id",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", index=False)
    asked_by_id: Mapped[int] = fk("person.id", index=False)
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
