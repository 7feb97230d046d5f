"""Who may review in a call, and who must not review what."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Json, JsonList, Key, Line, Ref, enum_type, fk


class PoolStatus(enum.StrEnum):
    """From the invitation to the answer."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class Seniority(enum.StrEnum):
    """How long somebody has judged or led such projects."""

    EARLY = "early"
    EXPERIENCED = "experienced"
    SENIOR = "senior"


class PoolMember(Base):
    """An evaluator in the pool of one call, with what they read and know.

    strengths: theme code -> 1 to 3; a theme in `themes` without an entry counts as 2.
    """

    __tablename__ = "pool_member"
    __table_args__ = (sa.UniqueConstraint("call_id", "person_id", name="uq_pool_member_once"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    call_id: Mapped[int] = fk("call.id")
    person_id: Mapped[int] = fk("person.id")
    status: Mapped[PoolStatus] = mapped_column(enum_type(PoolStatus))
    languages: Mapped[JsonList]
    regions: Mapped[JsonList]
    themes: Mapped[JsonList]
    strengths: Mapped[Json] = mapped_column(default=dict)
    seniority: Mapped[Seniority] = mapped_column(
        enum_type(Seniority), default=Seniority.EXPERIENCED
    )
    expertise: Mapped[str] = mapped_column(default="")  # past texts or a CV
    most: Mapped[int] = mapped_column(default=12)  # proposals this person will take at most
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]  # impartiality and confidentiality signed
    declined_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class SuggestedPerson(Base):
    """Whom somebody who was invited would ask; the office invites them or does not."""

    __tablename__ = "suggested_person"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "email", name="uq_suggested_person_once"),
        sa.CheckConstraint("name <> '' AND email <> ''", name="can_be_asked"),
        sa.CheckConstraint(
            "(invited_at IS NULL) = (invited_by_id IS NULL)", name="invited_by_somebody"
        ),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    member_id: Mapped[int] = fk("pool_member.id", index=False)
    name: Mapped[Line]
    email: Mapped[Line]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    invited_by_id: Mapped[int | None] = fk("person.id", index=False)


class ConflictKind(enum.StrEnum):
    """How a conflict became known."""

    DECLARED = "declared"
    SAME_ORGANISATION = "same_organisation"
    SAME_DOMAIN = "same_domain"
    IN_TEAM = "in_team"
    SPONSOR = "sponsor"
    NAMED_BY_APPLICANT = "named_by_applicant"
    NAMED_BY_SECRETARIAT = "named_by_secretariat"
    SAME_PERSON = "same_person"
    AFFILIATED = "affiliated"
    PARTNER = "partner"
    EARLIER_PROPOSAL = "earlier_proposal"


class Conflict(Base):
    """This person must not judge this proposal; binds every path, not only assignment.

    Only kinds that rules.WAIVABLE lists may be waived, by a lead, with a written reason.
    """

    __tablename__ = "conflict"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id", "kind", name="uq_conflict_once"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    proposal_id: Mapped[int] = fk("proposal.id")
    person_id: Mapped[int] = fk("person.id")
    kind: Mapped[ConflictKind] = mapped_column(enum_type(ConflictKind))
    reason: Mapped[str] = mapped_column(default="")
    # What the system found, in names both sides are known by; its sentence is the kind's.
    evidence: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = fk("person.id", index=False)
    at: Mapped[datetime]
    waived_by_id: Mapped[int | None] = fk("person.id", index=False)
    waived_at: Mapped[datetime | None]
    waived_reason: Mapped[str] = mapped_column(default="")
