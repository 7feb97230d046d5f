"""A part of the checks done again by somebody who does not know the first one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, enum_type, fk
from grants.screening.models.check import CheckAnswer, Finding


class RescreenSample(Base):
    """The draw of one call: `size` of `decided` proposals, in the order that the seed gives."""

    __tablename__ = "rescreen_sample"
    __table_args__ = (sa.CheckConstraint("size BETWEEN 1 AND decided", name="some_of_the_decided"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", unique=True)
    seed: Mapped[str] = mapped_column(sa.String(40))
    decided: Mapped[int]
    size: Mapped[int]
    drawn_by_id: Mapped[int] = fk("person.id", index=False)
    drawn_at: Mapped[datetime]


class Rescreen(Base):
    """One drawn proposal, given to an officer who took no part in its check.

    It never changes the outcome. `done_at` with no `finding`: proof was missing, and a blind
    officer asks the city nothing.
    """

    __tablename__ = "rescreen"
    __table_args__ = (
        sa.CheckConstraint("done_at IS NULL OR officer_id IS NOT NULL", name="done_by_somebody"),
        sa.CheckConstraint("finding IS NULL OR done_at IS NOT NULL", name="found_when_done"),
    )

    id: Mapped[Key]
    sample_id: Mapped[int] = fk("rescreen_sample.id")
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    position: Mapped[int]  # in the order drawn, from 1
    officer_id: Mapped[int | None] = fk("person.id")  # None: nobody is left who took no part
    finding: Mapped[Finding | None] = mapped_column(enum_type(Finding))
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class RescreenCheck(Base):
    """One checklist item as the blind officer answers it."""

    __tablename__ = "rescreen_check"
    __table_args__ = (sa.UniqueConstraint("rescreen_id", "item_id", name="uq_rescreen_check_once"),)

    id: Mapped[Key]
    rescreen_id: Mapped[int] = fk("rescreen.id", index=False)
    item_id: Mapped[int] = fk("checklist_item.id", index=False)
    answer: Mapped[CheckAnswer] = mapped_column(enum_type(CheckAnswer))
    note: Mapped[str] = mapped_column(default="")
