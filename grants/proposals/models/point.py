"""A point of the eligibility quiz that a team took along into its proposal."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Code, Key, enum_type, fk


class PointSaid(enum.StrEnum):
    """What was answered when the quiz was taken."""

    NO = "no"
    UNSURE = "unsure"


class Point(Base):
    """One thing to settle before submitting; it stays until the team says that it is."""

    __tablename__ = "proposal_point"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "code", name="uq_proposal_point_once"),)

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    code: Mapped[Code]  # of the checklist item
    said: Mapped[PointSaid] = mapped_column(enum_type(PointSaid))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = fk("person.id", index=False)
