"""Texts as vectors, pairs of much alike ones, and searches for such pairs."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Key, Ref, enum_type, fk


class TextVector(Base):
    """The words of a proposal's valid snapshot and how often each is used, to be compared.

    Made by the worker from `snapshot_n`; `scheme` says how (screening.vectors.SCHEME). `words` are
    places as little-endian uint32, `times` one byte for each; `digest` is that of the text.
    """

    __tablename__ = "text_vector"
    __table_args__ = (
        sa.CheckConstraint("length(words) = 4 * length(times)", name="each_word_so_many_times"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    snapshot_n: Mapped[int]
    scheme: Mapped[int]
    digest: Mapped[Digest]
    words: Mapped[bytes] = mapped_column(sa.LargeBinary)
    times: Mapped[bytes] = mapped_column(sa.LargeBinary)


class LookAlikeVerdict(enum.StrEnum):
    """What a person says of two much alike texts."""

    OPEN = "open"
    SAME_PROJECT = "same_project"
    SAME_APPLICANT = "same_applicant"
    BOILERPLATE = "boilerplate"
    NO_CONCERN = "no_concern"


class LookAlike(Base):
    """Two proposals whose texts are much alike (TF-IDF cosine); a flag, never a decision.

    `texts` is the digest of both texts as they were compared last, `judged_texts` as they were
    when somebody judged them: where the two differ, a text has changed since the verdict.
    """

    __tablename__ = "look_alike"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "other_id", name="uq_look_alike_pair"),
        # One order for each two, so that two workers cannot store a pair both ways round.
        sa.CheckConstraint("proposal_id > other_id", name="two_proposals_in_order"),
        sa.CheckConstraint("verdict <> 'open' OR judged_texts IS NULL", name="judged_as_something"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    other_id: Mapped[int] = fk("proposal.id")
    likeness_pct: Mapped[int]
    found_at: Mapped[datetime]
    texts: Mapped[Digest | None]
    verdict: Mapped[LookAlikeVerdict] = mapped_column(enum_type(LookAlikeVerdict))
    judged_by_id: Mapped[int | None] = fk("person.id", index=False)
    judged_at: Mapped[datetime | None]
    judged_texts: Mapped[Digest | None]
    note: Mapped[str] = mapped_column(default="")

    @property
    def is_changed(self) -> bool:
        """Has one of the texts changed since somebody judged them?"""
        return None not in (self.judged_texts, self.texts) and self.judged_texts != self.texts


class LookAlikeSearch(Base):
    """Somebody asked that texts be compared again: how far the worker has come.

    Of one proposal, of a call's, or of all (both null). `scope` is the same in one word, so that
    the database lets only one search of it run.
    """

    __tablename__ = "look_alike_search"
    __table_args__ = (
        sa.Index(
            "uq_look_alike_search_running",
            "scope",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
        sa.CheckConstraint("compared >= 0 AND compared <= total", name="compared_within_total"),
        sa.CheckConstraint("call_id IS NULL OR proposal_id IS NULL", name="of_one_kind"),
    )

    id: Mapped[Key]
    scope: Mapped[str] = mapped_column(sa.String(60))
    call_id: Mapped[int | None] = fk("call.id")
    proposal_id: Mapped[int | None] = fk("proposal.id")
    asked_by_id: Mapped[int] = fk("person.id", index=False)
    asked_at: Mapped[datetime]
    total: Mapped[int] = mapped_column(default=0)  # texts to compare with all others
    compared: Mapped[int] = mapped_column(default=0)
    last_proposal_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # compared so far
    finished_at: Mapped[datetime | None]
