"""How an assignment is worked out: the rules of a call, people kept away, bids, and each run."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, Key, Ref, enum_type, fk


class AssignmentRules(Base):
    """What a lead wants of the assignments of a call; each change is a version of its own.

    `rules` is `grants.reviews.assignment.Rules` by the names of its fields.
    """

    __tablename__ = "assignment_rules"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "n", name="uq_assignment_rules_version"),
        sa.CheckConstraint("n >= 1", name="counted_from_one"),
    )

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", index=False)
    n: Mapped[int]
    rules: Mapped[Json]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class AssignmentBan(Base):
    """A lead wants that this person is never suggested for this proposal; no conflict."""

    __tablename__ = "assignment_ban"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_assignment_ban_once"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]


class RunKind(enum.StrEnum):
    """What is worked out: drafts, what each rule costs, or the drafts of a spreadsheet."""

    SUGGEST = "suggest"
    COMPARE = "compare"
    SHEET = "sheet"


class AssignmentRun(Base):
    """One piece of work on the drafts of a call; only who asked for it sees what it found.

    details: what was asked (see `service.suggesting`, `service.sheet`); done: percent; report: what
    was found. A sheet waits, checked, until it is started. One at a time works on a call.
    """

    __tablename__ = "assignment_run"
    __table_args__ = (
        sa.CheckConstraint("done BETWEEN 0 AND 100", name="done_in_percent"),
        sa.CheckConstraint(
            "finished_at IS NULL OR started_at IS NOT NULL", name="finished_after_start"
        ),
        sa.Index(
            "uq_assignment_run_going_on",
            "call_id",
            unique=True,
            sqlite_where=sa.text("started_at IS NOT NULL AND finished_at IS NULL"),
            postgresql_where=sa.text("started_at IS NOT NULL AND finished_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    kind: Mapped[RunKind] = mapped_column(enum_type(RunKind))
    by_id: Mapped[int] = fk("person.id")
    details: Mapped[Json]
    report: Mapped[Json]
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Bidding(Base):
    """A lead lets the evaluators of a call say what they would like to read."""

    __tablename__ = "bidding"

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id", unique=True)
    seed: Mapped[str] = mapped_column(sa.String(40))  # of each evaluator's own order
    opened_by_id: Mapped[int] = fk("person.id", index=False)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class BidChoice(enum.StrEnum):
    """What an evaluator would like; a conflict is no bid but a declared conflict."""

    WANT = "want"
    CAN = "can"
    RATHER_NOT = "rather_not"


class Bid(Base):
    """One evaluator's wish about one proposal."""

    __tablename__ = "bid"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "person_id", name="uq_bid_once"),)

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    choice: Mapped[BidChoice] = mapped_column(enum_type(BidChoice))
    at: Mapped[datetime]
