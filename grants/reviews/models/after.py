"""What happens to a review once it is in: its versions, sent back, rated by the office."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Key, enum_type, fk


class ReviewVersion(Base):
    """A review as it was submitted or changed, as canonical JSON; append-only."""

    __tablename__ = "review_version"
    __table_args__ = (sa.UniqueConstraint("review_id", "n", name="uq_review_version_n"),)

    id: Mapped[Key]
    review_id: Mapped[int] = fk("review.id", index=False)
    n: Mapped[int]
    content: Mapped[str]
    sha256: Mapped[Digest]
    points_milli: Mapped[int | None]
    at: Mapped[datetime]


class ReviewReturn(Base):
    """A submitted review sent back to its author, with a note; append-only."""

    __tablename__ = "review_return"
    __table_args__ = (sa.CheckConstraint("note <> ''", name="says_why"),)

    id: Mapped[Key]
    review_id: Mapped[int] = fk("review.id")
    note: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class ReviewQuality(enum.StrEnum):
    """What the office thinks of a review; its author is never told."""

    HELPFUL = "helpful"
    THIN = "thin"
    OFF_TOPIC = "off_topic"


class ReviewRating(Base):
    """How useful a review was, for the next invitation; append-only, the latest counts."""

    __tablename__ = "review_rating"

    id: Mapped[Key]
    review_id: Mapped[int] = fk("review.id")
    quality: Mapped[ReviewQuality] = mapped_column(enum_type(ReviewQuality))
    words: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]
