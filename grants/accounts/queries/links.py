"""Mailed links, looked at without using them up."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.accounts.models import Invitation, Person, Role, Token, TokenPurpose
from grants.core import clock
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.core.messages import msg


@dataclass(frozen=True)
class LinkHolder:
    """Whose link it is."""

    email: str
    name: str


@dataclass(frozen=True)
class Offer:
    """An open invitation as its page shows it."""

    email: str
    name: str
    role: Role
    inviter: str
    person_id: int | None  # of a confirmed account with this address


def link_holder(token: str, purpose: TokenPurpose) -> LinkHolder:
    """Whose link it is, while it is good; NotFound otherwise."""
    row = db.session.execute(
        sa.select(Person.email, Person.name)
        .join(Token, Token.person_id == Person.id)
        .where(
            Token.digest == sha256(token),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > clock.now(),
            Person.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(msg("This link no longer works: it was used, or its time is over."))
    return LinkHolder(row.email, row.name)


def offer_behind(token: str) -> Offer:
    """The open invitation behind a link; NotFound when it is not good any more."""
    inviter = sa.orm.aliased(Person)
    row = db.session.execute(
        sa.select(
            Invitation.email,
            Invitation.name,
            Invitation.role,
            inviter.name.label("inviter"),
            Person.id.label("person_id"),
        )
        .join(inviter, inviter.id == Invitation.invited_by_id)
        .outerjoin(
            Person, sa.and_(Person.email == Invitation.email, Person.confirmed_at.is_not(None))
        )
        .where(
            Invitation.digest == sha256(token),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(msg("This link no longer works: it was used, or its time is over."))
    return Offer(row.email, row.name, row.role, row.inviter, row.person_id)
