"""What screening stores."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Code, Json, JsonList, Key, Ref, enum_type, fk


class Finding(enum.StrEnum):
    """What an officer proposes and, for an ineligible, a second one confirms."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class Screening(Base):
    """The check of one proposal; the first and the second officer are never the same person."""

    __tablename__ = "screening"
    __table_args__ = (
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> found_by_id", name="two_people"
        ),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    officer_id: Mapped[int | None] = fk("person.id")
    started_at: Mapped[datetime]
    finding: Mapped[Finding | None] = mapped_column(enum_type(Finding))
    reason_codes: Mapped[JsonList]
    sentence: Mapped[str] = mapped_column(default="")  # the plain words for the city
    found_by_id: Mapped[int | None] = fk("person.id", index=False)
    found_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = fk("person.id", index=False)
    confirmed_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = fk("person.id", index=False)
    returned_words: Mapped[str] = mapped_column(default="")  # why a finding was sent back
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Checker(Base):
    """A person who took part in the first check, by any route; never the one who confirms it."""

    __tablename__ = "screening_checker"
    __table_args__ = (
        sa.UniqueConstraint("screening_id", "person_id", name="uq_screening_checker_once"),
    )

    id: Mapped[Key]
    screening_id: Mapped[int] = fk("screening.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    since_at: Mapped[datetime]


class CheckAnswer(enum.StrEnum):
    """The answer to one checklist item."""

    YES = "yes"
    NO = "no"
    CURABLE = "curable"
    NOT_APPLICABLE = "not_applicable"


class Check(Base):
    """One checklist item answered, by the system with figures or by an officer with a note."""

    __tablename__ = "screening_check"
    __table_args__ = (sa.UniqueConstraint("screening_id", "item_id", name="uq_check_once"),)

    id: Mapped[Key]
    screening_id: Mapped[int] = fk("screening.id")
    item_id: Mapped[int] = fk("checklist_item.id", index=False)
    answer: Mapped[CheckAnswer] = mapped_column(enum_type(CheckAnswer))
    note: Mapped[str] = mapped_column(default="")
    figures: Mapped[Json]
    by_id: Mapped[int | None] = fk("person.id", index=False)  # None: the system
    at: Mapped[datetime]


class ClarificationStatus(enum.StrEnum):
    """From the question to the answer; expiry returns it to the officer, it decides nothing."""

    OPEN = "open"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered_late"
    EXPIRED = "expired"


class Clarification(Base):
    """A question to the city about curable items only, with a clock of working days."""

    __tablename__ = "clarification"
    __table_args__ = (
        sa.Index(
            "uq_clarification_open",
            "proposal_id",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    items: Mapped[JsonList]  # checklist codes
    # Codes of the form's questions that may be answered anew.
    opened: Mapped[JsonList] = mapped_column(default=list)
    question: Mapped[str]
    asked_by_id: Mapped[int] = fk("person.id", index=False)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    status: Mapped[ClarificationStatus] = mapped_column(enum_type(ClarificationStatus))
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = fk("person.id", index=False)
    answered_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = fk("file.id", index=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ClarificationReply(Base):
    """What the city says anew to one opened question; what it submitted stays as it is."""

    __tablename__ = "clarification_reply"
    __table_args__ = (
        sa.UniqueConstraint("clarification_id", "code", name="uq_clarification_reply_once"),
        sa.CheckConstraint("words <> '' OR file_id IS NOT NULL", name="says_something"),
    )

    id: Mapped[Key]
    clarification_id: Mapped[int] = fk("clarification.id", index=False)
    code: Mapped[Code]
    words: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = fk("file.id", index=False)


class AppealStatus(enum.StrEnum):
    """Decided by a lead who took no part."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


class Appeal(Base):
    """The city's objection to an ineligible; one page, within the call's appeal window."""

    __tablename__ = "appeal"

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id", unique=True)
    words: Mapped[str]
    made_by_id: Mapped[int] = fk("person.id", index=False)
    made_at: Mapped[datetime]
    status: Mapped[AppealStatus] = mapped_column(enum_type(AppealStatus))
    decided_by_id: Mapped[int | None] = fk("person.id", index=False)
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class LookAlikeVerdict(enum.StrEnum):
    """What a person says of two much alike texts."""

    OPEN = "open"
    SAME_PROJECT = "same_project"
    SAME_APPLICANT = "same_applicant"
    BOILERPLATE = "boilerplate"
    NO_CONCERN = "no_concern"


class LookAlike(Base):
    """Two proposals whose texts are much alike (TF-IDF cosine); a flag, never a decision."""

    __tablename__ = "look_alike"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "other_id", name="uq_look_alike_pair"),
        sa.CheckConstraint("proposal_id <> other_id", name="two_proposals"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    other_id: Mapped[int] = fk("proposal.id")
    likeness_pct: Mapped[int]
    found_at: Mapped[datetime]
    verdict: Mapped[LookAlikeVerdict] = mapped_column(enum_type(LookAlikeVerdict))
    judged_by_id: Mapped[int | None] = fk("person.id", index=False)
    judged_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
