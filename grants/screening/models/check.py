"""The check of a proposal and its answered items."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, JsonList, Key, enum_type, fk


class Finding(enum.StrEnum):
    """What an officer proposes and, for an ineligible, a second one confirms."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class Screening(Base):
    """The check of one proposal; the first and the second officer are never the same person."""

    __tablename__ = "screening"
    __table_args__ = (
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> found_by_id", name="two_people"
        ),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    officer_id: Mapped[int | None] = fk("person.id")
    started_at: Mapped[datetime]
    finding: Mapped[Finding | None] = mapped_column(enum_type(Finding))
    reason_codes: Mapped[JsonList]
    sentence: Mapped[str] = mapped_column(default="")  # the plain words for the city
    found_by_id: Mapped[int | None] = fk("person.id", index=False)
    found_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = fk("person.id", index=False)
    confirmed_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = fk("person.id", index=False)
    returned_words: Mapped[str] = mapped_column(default="")  # why a finding was sent back
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Checker(Base):
    """A person who took part in the first check, by any route; never the one who confirms it."""

    __tablename__ = "screening_checker"
    __table_args__ = (
        sa.UniqueConstraint("screening_id", "person_id", name="uq_screening_checker_once"),
    )

    id: Mapped[Key]
    screening_id: Mapped[int] = fk("screening.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    since_at: Mapped[datetime]


class CheckAnswer(enum.StrEnum):
    """The answer to one checklist item."""

    YES = "yes"
    NO = "no"
    CURABLE = "curable"
    NOT_APPLICABLE = "not_applicable"


class Check(Base):
    """One checklist item answered, by the system with figures or by an officer with a note."""

    __tablename__ = "screening_check"
    __table_args__ = (sa.UniqueConstraint("screening_id", "item_id", name="uq_check_once"),)

    id: Mapped[Key]
    screening_id: Mapped[int] = fk("screening.id")
    item_id: Mapped[int] = fk("checklist_item.id", index=False)
    answer: Mapped[CheckAnswer] = mapped_column(enum_type(CheckAnswer))
    note: Mapped[str] = mapped_column(default="")
    figures: Mapped[Json]
    by_id: Mapped[int | None] = fk("person.id", index=False)  # None: the system
    at: Mapped[datetime]
