"""The call itself: every rule that changed between real calls is a column here, not code.

Texts are JSON objects keyed by language: `{"en": "…", "fr": "…"}`.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import JSON, Base, Cents, Code, Json, JsonList, Key, enum_type, fk


class CallStatus(enum.StrEnum):
    """Where a call stands. What it accepts is decided by its instants at every request."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    SCREENING = "screening"
    EVALUATION = "evaluation"
    RANKING = "ranking"
    BOARD = "board"
    RESULTS = "results"
    FULL_PROPOSALS = "full_proposals"
    GRANTING = "granting"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class BoardProcedure(enum.StrEnum):
    """How the board usually decides this call's slate."""

    NO_OBJECTION = "no_objection"
    MEETING = "meeting"


def _paper() -> Any:
    """A long text that few pages show: loaded when asked for, all of them together."""
    return mapped_column(JSON, deferred=True, deferred_group="papers")


class Call(Base):
    """An open, competitive invitation with its rules."""

    __tablename__ = "call"
    __table_args__ = (
        sa.CheckConstraint("min_cents BETWEEN 0 AND max_cents", name="amounts_in_order"),
        sa.CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="dates_in_order"),
        sa.CheckConstraint(
            "max_share_bp IS NULL OR max_share_bp BETWEEN 1 AND 10000", name="share_is_a_share"
        ),
        sa.CheckConstraint("stages IN (1, 2)", name="one_or_two_stages"),
    )

    id: Mapped[Key]
    ref: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Json]
    theme: Mapped[Json] = _paper()
    summary: Mapped[Json] = _paper()
    guidance: Mapped[Json] = _paper()  # Markdown
    focus_areas: Mapped[JsonList]  # [{"code": "live", "name": {"en": …}}]
    status: Mapped[CallStatus] = mapped_column(enum_type(CallStatus))

    # money
    line_id: Mapped[int] = fk("business_line.id")
    fiscal_year: Mapped[int]
    envelope_id: Mapped[int | None] = fk("envelope.id")
    envelope_cents: Mapped[Cents | None]  # planned, before an envelope is cut from an allocation
    currency: Mapped[str] = mapped_column(sa.String(3), default="USD")
    min_cents: Mapped[Cents]
    max_cents: Mapped[Cents]
    max_share_bp: Mapped[int | None]  # the grant's greatest share of cash cost, basis points
    budget_rules: Mapped[Json]  # categories, sources, caps; see calls.rules.BudgetRules

    # who and where
    languages: Mapped[JsonList]
    applicant_kinds: Mapped[JsonList]
    country_list_id: Mapped[int | None] = fk("country_list.id")
    country_exceptions: Mapped[Json]  # {"add": [["XX", reason]], "remove": […], "prefer": [codes]}
    sponsors_required: Mapped[int] = mapped_column(default=1)
    reconfirm_endorsement: Mapped[bool] = mapped_column(default=False)
    max_months: Mapped[int]

    # when
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    zone: Mapped[str] = mapped_column(sa.String(60), default="Europe/Brussels")
    full_proposal_months: Mapped[int] = mapped_column(default=2)
    clarification_days: Mapped[int] = mapped_column(default=5)  # working days
    appeal_days: Mapped[int] = mapped_column(default=10)

    # judging and deciding
    stages: Mapped[int] = mapped_column(default=1)
    evaluators: Mapped[int] = mapped_column(default=3)
    divergence_points: Mapped[int] = mapped_column(default=20)
    pass_points: Mapped[int] = mapped_column(default=60)
    # Who is blind to whom; an applicant never learns who evaluated.
    reviews_open: Mapped[bool] = mapped_column(default=True)
    evaluators_named: Mapped[bool] = mapped_column(default=False)
    applicant_hidden: Mapped[bool] = mapped_column(default=False)
    tie_order: Mapped[JsonList]  # criterion codes, then "preferred_country", "drawn"
    board_procedure: Mapped[BoardProcedure] = mapped_column(enum_type(BoardProcedure))
    no_objection_days: Mapped[int] = mapped_column(default=14)
    quorum_members: Mapped[int] = mapped_column(default=7)
    quorum_constituencies: Mapped[int] = mapped_column(default=4)

    contact_email: Mapped[str] = mapped_column(sa.String(254))
    # {"facts": {field: source}, "defaults": [fields that are ours], "funnel": {…} for past calls,
    #  "warnings": {code: reason for publishing all the same}, "cancelled": {"at": …, "note": {…}}}
    provenance: Mapped[Json] = _paper()
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class StaffDuty(enum.StrEnum):
    """What a Secretariat person does for one call."""

    LEAD = "lead"
    OFFICER = "officer"


class CallStaff(Base):
    """Who of the Secretariat is named on the call."""

    __tablename__ = "call_staff"
    __table_args__ = (sa.UniqueConstraint("call_id", "person_id", name="uq_call_staff_once"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id")
    person_id: Mapped[int] = fk("person.id")
    duty: Mapped[StaffDuty] = mapped_column(enum_type(StaffDuty))
