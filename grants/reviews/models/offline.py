"""A review form that came back as a file, until its author has said what to take over."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from grants.core.db import Base, JsonList, Key, Ref, fk


class ReviewUpload(Base):
    """The cells of one file that were filled in: [line, assignment, version, field, text]."""

    __tablename__ = "review_upload"

    id: Mapped[Key]
    ref: Mapped[Ref]
    person_id: Mapped[int] = fk("person.id")
    cells: Mapped[JsonList]
    at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
