"""What can be searched: the texts of the submission that stands, and where their index is."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Key, Line, fk


class ProposalText(Base):
    """The words of one proposal as it was submitted, kept to show passages of them.

    Derived: `flask search rebuild` makes every row again. A new submission replaces the row by one
    with an id of its own, never used before: the index on SQLite keeps no text, so what it knew of
    the old one cannot be taken out of it, but leads nowhere.
    """

    __tablename__ = "proposal_text"
    __table_args__ = (
        sa.CheckConstraint("n >= 0", name="counted_from_none"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    n: Mapped[int]  # of the snapshot; 0 for a proposal from before this system
    language: Mapped[str] = mapped_column(sa.String(5))
    title: Mapped[Line]
    organisations: Mapped[str]
    places: Mapped[str]
    numbers: Mapped[str]
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)  # zlib over UTF-8; read for passages alone


# The index itself, by the id of a ProposalText. It is made by a migration and is no part of the
# metadata, since it differs by database:
# SQLite: FTS5 without content, `rowid` and the five texts and `dense` as tokens;
# PostgreSQL: `text_id`, `head` (title and organisations) and `words` (all, and what is dense),
# two tsvectors made of the same tokens.
INDEX = "proposal_search"
