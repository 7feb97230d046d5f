"""Organisations, the members of the partnership, their constituencies and board seats."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Code, Key, Line, Ref, enum_type, fk


class OrganisationKind(enum.StrEnum):
    """Who may submit, in the words of the 2011 to 2015 calls."""

    LOCAL_AUTHORITY = "local_authority"
    CITY_ASSOCIATION = "city_association"
    NATIONAL_GOVERNMENT = "national_government"
    CIVIL_SOCIETY = "civil_society"
    RESEARCH = "research"
    PRIVATE = "private"
    FOUNDATION = "foundation"
    MULTILATERAL = "multilateral"


class Organisation(Base):
    """A legal body; merging sets `merged_into_id` and rewrites nothing."""

    __tablename__ = "organisation"

    id: Mapped[Key]
    ref: Mapped[Ref]
    name: Mapped[Line]
    acronym: Mapped[str] = mapped_column(sa.String(40), default="")
    folded_name: Mapped[Line] = mapped_column(index=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_type(OrganisationKind))
    country: Mapped[str | None] = mapped_column(sa.String(2), index=True)
    email_domain: Mapped[str] = mapped_column(sa.String(200), default="")
    registration_no: Mapped[str] = mapped_column(sa.String(100), default="")
    merged_into_id: Mapped[int | None] = fk("organisation.id")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Affiliation(Base):
    """A person works for an organisation, from one day to another."""

    __tablename__ = "affiliation"

    id: Mapped[Key]
    person_id: Mapped[int] = fk("person.id")
    organisation_id: Mapped[int] = fk("organisation.id")
    title: Mapped[Line] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class Constituency(Base):
    """One of the groups of members represented on the board (six in the brochure; data here)."""

    __tablename__ = "constituency"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    position: Mapped[int]
    name: Mapped[Line]


class MembershipKind(enum.StrEnum):
    """Full and associate members may both sponsor."""

    FULL = "full"
    ASSOCIATE = "associate"


class Membership(Base):
    """An organisation is a member of the partnership; the register sponsors are chosen from."""

    __tablename__ = "membership"

    id: Mapped[Key]
    organisation_id: Mapped[int] = fk("organisation.id", unique=True)
    constituency_id: Mapped[int] = fk("constituency.id")
    kind: Mapped[MembershipKind] = mapped_column(enum_type(MembershipKind))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class Seat(Base):
    """A seat on the Management Board, held by an organisation for a constituency."""

    __tablename__ = "seat"
    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
    )

    id: Mapped[Key]
    ref: Mapped[Ref]
    constituency_id: Mapped[int] = fk("constituency.id")
    organisation_id: Mapped[int | None] = fk("organisation.id")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class SeatPlace(enum.StrEnum):
    """The member, or the alternate who acts when the member cannot."""

    MEMBER = "member"
    ALTERNATE = "alternate"


class SeatHolder(Base):
    """A person in a seat, from one day to another."""

    __tablename__ = "seat_holder"
    __table_args__ = (
        sa.Index(
            "uq_seat_holder_standing",
            "seat_id",
            "place",
            unique=True,
            sqlite_where=sa.text("ends_at IS NULL"),
            postgresql_where=sa.text("ends_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    seat_id: Mapped[int] = fk("seat.id")
    person_id: Mapped[int] = fk("person.id")
    place: Mapped[SeatPlace] = mapped_column(enum_type(SeatPlace))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
