"""What ties somebody of the house to a proposal beside its team and its organisations."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, Ref, enum_type, fk


class TieKind(enum.StrEnum):
    """How a tie became known."""

    DECLARED = "declared"
    SAME_DOMAIN = "same_domain"


class Tie(Base):
    """While it stands, this person finds nothing of this proposal; a lead may lift it."""

    __tablename__ = "proposal_tie"
    __table_args__ = (
        sa.Index(
            "uq_proposal_tie_standing",
            "person_id",
            "proposal_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
        sa.CheckConstraint("kind <> 'declared' OR reason <> ''", name="declared_with_words"),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"
        ),
        sa.CheckConstraint("lifted_at IS NULL OR lifted_reason <> ''", name="lifted_with_words"),
        sa.CheckConstraint("lifted_by_id <> person_id", name="lifted_by_another"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    person_id: Mapped[int] = fk("person.id", index=False)
    kind: Mapped[TieKind] = mapped_column(enum_type(TieKind))
    reason: Mapped[str] = mapped_column(default="")  # the words of a declaration; the domain found
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = fk("person.id", index=False)
    lifted_reason: Mapped[str] = mapped_column(default="")
