"""People, what they may be, and how they come in."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Digest, Key, Line, Ref, enum_type, fk


class Role(enum.StrEnum):
    """A role somebody holds towards the fund as a whole; values equal those of Relation."""

    OFFICER = "officer"
    LEAD = "lead"
    EVALUATOR = "evaluator"
    BOARD_MEMBER = "board_member"
    BOARD_CHAIR = "board_chair"
    BOARD_SECRETARY = "board_secretary"
    MEMBER_REVIEWER = "member_reviewer"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Person(Base):
    """Somebody with an account; the e-mail address is the sign-in name, in lower case."""

    __tablename__ = "person"

    id: Mapped[Key]
    ref: Mapped[Ref]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[Line]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(sa.String(5), default="en")
    timezone: Mapped[str] = mapped_column(sa.String(60), default="Europe/Brussels")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class SignIn(Base):
    """A session on the server: ends when the row ends, whatever the cookie says."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    ref: Mapped[Ref]
    person_id: Mapped[int] = fk("person.id")
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    second_factor: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(sa.String(200), default="")
    renew: Mapped[bool] = mapped_column(default=False)  # roles changed: the next page rotates it


class RoleGrant(Base):
    """A role given to a person from one day to another, by somebody, ended by somebody."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
        sa.Index(
            "uq_role_grant_standing",
            "person_id",
            "role",
            unique=True,
            sqlite_where=sa.text("ends_at IS NULL"),
            postgresql_where=sa.text("ends_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = fk("person.id")
    role: Mapped[Role] = mapped_column(enum_type(Role))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    granted_by_id: Mapped[int | None] = fk("person.id", index=False)
    ended_by_id: Mapped[int | None] = fk("person.id", index=False)


class TokenPurpose(enum.StrEnum):
    """What a mailed link is good for."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (a purpose, not a password)


class Token(Base):
    """A link sent by mail, used once; only its digest is kept."""

    __tablename__ = "token"

    id: Mapped[Key]
    person_id: Mapped[int] = fk("person.id")
    purpose: Mapped[TokenPurpose] = mapped_column(enum_type(TokenPurpose))
    digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """An offer of a role to an e-mail address; accepted by the link in the mail."""

    __tablename__ = "invitation"

    id: Mapped[Key]
    ref: Mapped[Ref]
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    name: Mapped[Line]
    role: Mapped[Role] = mapped_column(enum_type(Role))
    ends_at: Mapped[datetime | None]
    digest: Mapped[Digest] = mapped_column(unique=True)
    invited_by_id: Mapped[int] = fk("person.id", index=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
