"""How a call judges: the eligibility checklist and the criteria."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Code, Json, JsonList, Key, enum_type, fk


class CheckMode(enum.StrEnum):
    """Answered by the system with its figures, or by an officer."""

    SYSTEM = "system"
    OFFICER = "officer"


class ChecklistItem(Base):
    """One eligibility question."""

    __tablename__ = "checklist_item"
    __table_args__ = (sa.UniqueConstraint("call_id", "code", name="uq_checklist_item_code"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id")
    code: Mapped[Code]
    position: Mapped[int]
    mode: Mapped[CheckMode] = mapped_column(enum_type(CheckMode))
    rule: Mapped[Code] = mapped_column(
        default=""
    )  # for system items: screening.rules.SYSTEM_CHECKS
    text: Mapped[Json]
    curable: Mapped[bool]
    reason_code: Mapped[Code]
    reason: Mapped[Json]  # the plain sentence for the city
    quiz: Mapped[Json | None]  # public quiz question, with the answer that passes


class Criterion(Base):
    """One thing evaluators score from 0 to 5."""

    __tablename__ = "criterion"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "code", name="uq_criterion_code"),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name="weight_in_range"),
        sa.CheckConstraint("floor IS NULL OR floor BETWEEN 0 AND 5", name="floor_in_range"),
    )

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id")
    code: Mapped[Code]
    position: Mapped[int]
    name: Mapped[Json]
    weight: Mapped[int]
    floor: Mapped[int | None]
    anchors: Mapped[JsonList]  # six texts, for 0 to 5
    reads: Mapped[JsonList]  # codes of the questions an evaluator should read for it
    min_comment_chars: Mapped[int] = mapped_column(default=150)  # at scores 0, 1 and 5
