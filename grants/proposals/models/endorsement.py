"""A member of the partnership backs a proposal."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Key, Line, Ref, enum_type, fk


class EndorsementStatus(enum.StrEnum):
    """From the request to the answer."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Endorsement(Base):
    """One sponsor asked; the personal link is mailed, only its digest is kept.

    `content_sha256` is the hash of what the sponsor read when confirming, so that later edits show
    as "changed since".
    """

    __tablename__ = "endorsement"
    __table_args__ = (
        sa.Index(
            "uq_endorsement_standing",
            "proposal_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'confirmed')"),
            postgresql_where=sa.text("status IN ('asked', 'confirmed')"),
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    organisation_id: Mapped[int] = fk("organisation.id")
    representative: Mapped[Line]
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    digest: Mapped[Digest] = mapped_column(unique=True)
    status: Mapped[EndorsementStatus] = mapped_column(enum_type(EndorsementStatus))
    asked_by_id: Mapped[int] = fk("person.id", index=False)
    asked_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    # The link of the last reminder; the first link goes on working beside it.
    reminder_digest: Mapped[Digest | None] = mapped_column(unique=True)
    reminded_at: Mapped[datetime | None]
    position: Mapped[Line] = mapped_column(default="")  # of the representative
    role: Mapped[str] = mapped_column(default="")  # what the sponsor will do
    reason: Mapped[str] = mapped_column(default="")  # when declined
    content_sha256: Mapped[Digest | None]
    letter_id: Mapped[int | None] = fk("file.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
