"""The proposal, its team and what was granted to it in time."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.calls.models import FormKind
from grants.core.db import BIG, Base, Cents, Digest, Json, Key, Line, Ref, enum_type, fk


class ProposalStatus(enum.StrEnum):
    """The stored state; moved only by proposals.service.move along MOVES."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    CLARIFICATION = "clarification"
    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    IN_REVIEW = "in_review"
    RANKED = "ranked"
    WITH_BOARD = "with_board"
    DECIDED = "decided"
    APPROVED = "approved"
    RESERVE = "reserve"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Proposal(Base):
    """One application to one call, through its whole life: its concept note, or the full proposal
    that continues one.

    The columns below `title` repeat what the answers say, set at every save, so that lists and
    checks need no JSON; they are never edited by themselves.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        # lists count by state and country from the index alone
        sa.Index(
            "ix_proposal_call_status", "call_id", "is_test", "concept_note_id", "status", "country"
        ),
        # and show their first page without sorting all
        sa.Index("ix_proposal_call_submitted", "call_id", "submitted_at"),
        sa.CheckConstraint(
            "status = 'draft' OR submitted_at IS NOT NULL", name="handed_in_at_some_time"
        ),
        sa.CheckConstraint(
            "grant_cents >= 0 AND cash_cents >= 0 AND in_kind_cents >= 0", name="money_not_negative"
        ),
        sa.CheckConstraint(
            "(concept_note_id IS NULL) = (due_at IS NULL) "
            "AND (concept_note_id IS NULL) = (ceiling_cents IS NULL)",
            name="full_with_its_terms",
        ),
        sa.Index("uq_proposal_concept_note_id", "concept_note_id", unique=True),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    status: Mapped[ProposalStatus] = mapped_column(enum_type(ProposalStatus))
    started_by_id: Mapped[int] = fk("person.id")
    started_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(sa.String(5))
    is_test: Mapped[bool] = mapped_column(default=False)  # thrown away, never counted
    is_imported: Mapped[bool] = mapped_column(default=False)  # a fact from before this system
    # A full proposal: what it continues, until when it is written, the most it may ask for.
    concept_note_id: Mapped[int | None] = fk("proposal.id", index=False)
    due_at: Mapped[datetime | None]
    ceiling_cents: Mapped[Cents | None]

    title: Mapped[Line] = mapped_column(default="")
    country: Mapped[str | None] = mapped_column(sa.String(2), index=True)
    city: Mapped[Line] = mapped_column(default="")
    city_id: Mapped[int | None] = fk("city.id", index=False)
    focus_area: Mapped[str] = mapped_column(sa.String(60), default="")
    proponent_name: Mapped[Line] = mapped_column(default="")
    proponent_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    proponent_id: Mapped[int | None] = fk("organisation.id")
    recipient_id: Mapped[int | None] = fk("organisation.id")
    months: Mapped[int | None]
    grant_cents: Mapped[Cents] = mapped_column(default=0)
    cash_cents: Mapped[Cents] = mapped_column(default=0)  # co-financing in cash
    in_kind_cents: Mapped[Cents] = mapped_column(default=0)

    draft_version: Mapped[int] = mapped_column(default=0)  # counts every saved change
    submitted_version: Mapped[int | None]  # the draft_version of the valid snapshot
    submitted_at: Mapped[datetime | None]
    status_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_full(self) -> bool:
        """Is it a full proposal rather than a concept note?"""
        return self.concept_note_id is not None

    @property
    def form(self) -> FormKind:
        """Which question set of its call it answers."""
        return FormKind.FULL_PROPOSAL if self.is_full else FormKind.CONCEPT_NOTE

    @property
    def has_unsent_changes(self) -> bool:
        """Edited after the valid submission, and not submitted again."""
        return self.submitted_version is not None and self.draft_version > self.submitted_version


class TeamRole(enum.StrEnum):
    """What a member of the team may do; values equal those of Relation."""

    LEAD = "proposal_lead"
    EDITOR = "proposal_editor"
    VIEWER = "proposal_viewer"


class Collaborator(Base):
    """A person in the team; removal ends access at the next request."""

    __tablename__ = "collaborator"
    __table_args__ = (
        sa.Index(
            "uq_collaborator_standing",
            "proposal_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
        sa.Index(
            "uq_collaborator_one_lead",
            "proposal_id",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL AND role = 'proposal_lead'"),
            postgresql_where=sa.text("removed_at IS NULL AND role = 'proposal_lead'"),
        ),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    person_id: Mapped[int] = fk("person.id")
    role: Mapped[TeamRole] = mapped_column(enum_type(TeamRole))
    added_by_id: Mapped[int | None] = mapped_column(BIG)
    added_at: Mapped[datetime]
    removed_by_id: Mapped[int | None] = mapped_column(BIG)
    removed_at: Mapped[datetime | None]


class TeamInvitation(Base):
    """An offer to join the team, by mailed link."""

    __tablename__ = "team_invitation"

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    role: Mapped[TeamRole] = mapped_column(enum_type(TeamRole))
    digest: Mapped[Digest] = mapped_column(unique=True)
    invited_by_id: Mapped[int] = fk("person.id", index=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Extension(Base):
    """More time for an applicant, by a lead, with the reason; one logged line."""

    __tablename__ = "extension"

    id: Mapped[Key]
    proposal_id: Mapped[int] = fk("proposal.id")
    until_at: Mapped[datetime]
    reason: Mapped[str]
    by_id: Mapped[int] = fk("person.id", index=False)
    at: Mapped[datetime]
    facts: Mapped[Json]
