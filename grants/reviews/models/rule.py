"""By which rule a call's proposals are put in order, and when its scores were opened."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, enum_type, fk


class RankingRule(enum.StrEnum):
    """What the order goes by; pass mark and minimums are those of the mean in any case."""

    MEAN = "mean"
    CALIBRATED = "calibrated"
    MEDIAN = "median"


class RankingChoice(Base):
    """A lead's choice of a rule, made before the scores were opened; the latest counts.

    Append-only. Without any the rule is the mean.
    """

    __tablename__ = "ranking_choice"
    __table_args__ = (sa.CheckConstraint("reason <> ''", name="chosen_with_words"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id")
    rule: Mapped[RankingRule] = mapped_column(enum_type(RankingRule))
    reason: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class ScoreOpening(Base):
    """The moment the order of a call was first looked at; append-only, once a call."""

    __tablename__ = "score_opening"

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", unique=True)
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]
