"""The team of a proposal, and who is invited to it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core import clock
from grants.core.actor import VISITOR, Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.proposals.models import Collaborator, Endorsement, Proposal, TeamInvitation, TeamRole
from grants.proposals.queries.access import Access
from grants.proposals.rules.endorsement import STANDING
from grants.proposals.rules.team import is_standing


@dataclass(frozen=True)
class Teammate:
    """Somebody in the team."""

    person_id: int
    ref: str
    name: str
    email: str
    role: TeamRole
    added_at: datetime


@dataclass(frozen=True)
class Invited:
    """An invitation that was not accepted yet."""

    ref: str
    email: str
    role: TeamRole
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class InvitationPage:
    """What the holder of an invitation's link reads before joining."""

    id: int
    proposal_id: int
    proposal_ref: str
    title: str
    call_title: dict[str, str]
    email: str
    role: TeamRole
    inviter: str
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    def is_standing(self) -> bool:
        return is_standing(
            expires_at=self.expires_at,
            accepted_at=self.accepted_at,
            withdrawn_at=self.withdrawn_at,
            now=clock.now(),
        )


def team_of(found: Access) -> list[Teammate]:
    """Everybody in the team now, the lead first."""
    rows = db.session.execute(
        sa.select(
            Person.id.label("person_id"),
            Person.ref,
            Person.name,
            Person.email,
            Collaborator.role,
            Collaborator.added_at,
        )
        .join(Collaborator, Collaborator.person_id == Person.id)
        .where(Collaborator.proposal_id == found.proposal.id, Collaborator.removed_at.is_(None))
        .order_by(Collaborator.role != TeamRole.LEAD, Collaborator.added_at, Collaborator.id)
    )
    return [Teammate(**row._mapping) for row in rows]


def lead_name() -> sa.ColumnElement[str]:
    """The name of whoever leads the team of a Proposal, for lists; "" where nobody does."""
    name = (
        sa.select(Person.name)
        .join(Collaborator, Collaborator.person_id == Person.id)
        .where(
            Collaborator.proposal_id == Proposal.id,
            Collaborator.role == TeamRole.LEAD,
            Collaborator.removed_at.is_(None),
        )
        .correlate(Proposal)
        .scalar_subquery()
    )
    return sa.func.coalesce(name, "")


def invitations_of(found: Access) -> list[Invited]:
    """Invitations that can still be accepted, the newest first."""
    rows = db.session.execute(
        sa.select(
            TeamInvitation.ref,
            TeamInvitation.email,
            TeamInvitation.role,
            TeamInvitation.created_at,
            TeamInvitation.expires_at,
        )
        .where(
            TeamInvitation.proposal_id == found.proposal.id,
            TeamInvitation.accepted_at.is_(None),
            TeamInvitation.withdrawn_at.is_(None),
            TeamInvitation.expires_at >= clock.now(),
        )
        .order_by(TeamInvitation.created_at.desc(), TeamInvitation.id.desc())
    )
    return [Invited(**row._mapping) for row in rows]


def teammate(found: Access, person_ref: str) -> Collaborator:
    """The standing place in the team of the person behind a reference, or NotFound."""
    row = db.session.scalars(
        sa.select(Collaborator)
        .join(Person, Person.id == Collaborator.person_id)
        .where(
            Collaborator.proposal_id == found.proposal.id,
            Collaborator.removed_at.is_(None),
            Person.ref == person_ref,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def shown_teammate(found: Access, person_ref: str) -> Teammate:
    """Somebody in the team as a page shows them, or NotFound."""
    mate = next((m for m in team_of(found) if m.ref == person_ref), None)
    if mate is None:
        raise NotFound
    return mate


def is_teammate(proposal_id: int, person_id: int | None) -> bool:
    """Is this person in the team now?"""
    found = db.session.scalar(
        sa.select(Collaborator.id).where(
            Collaborator.proposal_id == proposal_id,
            Collaborator.person_id == person_id,
            Collaborator.removed_at.is_(None),
        )
    )
    return found is not None


def emails_in_team(proposal_id: int) -> set[str]:
    """Addresses of everybody in the team now."""
    return set(
        db.session.scalars(
            sa.select(Person.email)
            .join(Collaborator, Collaborator.person_id == Person.id)
            .where(Collaborator.proposal_id == proposal_id, Collaborator.removed_at.is_(None))
        )
    )


def emails_of_sponsors(proposal_id: int) -> set[str]:
    """Addresses of everybody who was asked to endorse and may still count."""
    return set(
        db.session.scalars(
            sa.select(Endorsement.email).where(
                Endorsement.proposal_id == proposal_id, Endorsement.status.in_(STANDING)
            )
        )
    )


def invitation(found: Access, ref: str) -> TeamInvitation:
    """One invitation of this proposal, or NotFound."""
    row = db.session.scalars(
        sa.select(TeamInvitation).where(
            TeamInvitation.proposal_id == found.proposal.id, TeamInvitation.ref == ref
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class OwnInvitation:
    """An invitation to the reader's own address."""

    ref: str
    title: str
    call_title: dict[str, str]
    inviter: str
    expires_at: datetime


def own_invitations(actor: Actor) -> list[OwnInvitation]:
    """Invitations to the reader's address that can still be accepted. One query."""
    rows = db.session.execute(
        sa.select(
            TeamInvitation.ref,
            Proposal.title,
            Call.title.label("call_title"),
            Person.name.label("inviter"),
            TeamInvitation.expires_at,
        )
        .join(Proposal, Proposal.id == TeamInvitation.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .join(Person, Person.id == TeamInvitation.invited_by_id)
        .where(
            TeamInvitation.email == actor.email,
            TeamInvitation.accepted_at.is_(None),
            TeamInvitation.withdrawn_at.is_(None),
            TeamInvitation.expires_at >= clock.now(),
        )
        .order_by(TeamInvitation.expires_at, TeamInvitation.id)
        .limit(20)
    )
    return [OwnInvitation(**row._mapping) for row in rows]


def invitation_by_token(token: str, reader: Actor = VISITOR) -> InvitationPage:
    """What an invitation's link shows, or NotFound; holding the link is the permission.

    Somebody signed in with the invited address may also use the invitation's reference, which
    their first page links to.
    """
    key = TeamInvitation.digest == sha256(token)
    if reader.is_signed_in:
        own = sa.and_(TeamInvitation.ref == token, TeamInvitation.email == reader.email)
        key = sa.or_(key, own)
    row = db.session.execute(
        sa.select(
            TeamInvitation.id,
            TeamInvitation.proposal_id,
            Proposal.ref.label("proposal_ref"),
            Proposal.title,
            Call.title.label("call_title"),
            TeamInvitation.email,
            TeamInvitation.role,
            Person.name.label("inviter"),
            TeamInvitation.expires_at,
            TeamInvitation.accepted_at,
            TeamInvitation.withdrawn_at,
        )
        .join(Proposal, Proposal.id == TeamInvitation.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .join(Person, Person.id == TeamInvitation.invited_by_id)
        .where(key)
    ).one_or_none()
    if row is None:
        raise NotFound
    return InvitationPage(**row._mapping)
