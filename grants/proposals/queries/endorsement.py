"""Who was asked to endorse a proposal, and what they answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from grants.accounts.models import Organisation
from grants.calls.models import Call
from grants.calls.rules.window import NEVER_OPEN
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.files.models import File
from grants.proposals.models import Endorsement, EndorsementStatus, Proposal
from grants.proposals.queries.access import Access
from grants.proposals.queries.conflicts import counted
from grants.proposals.queries.extension import own_until
from grants.proposals.rules.endorsement import OPEN_STATES, STANDING


@dataclass(frozen=True)
class SponsorRow:
    """One request as the team and the office see it."""

    id: int
    ref: str
    organisation_id: int
    organisation: str
    representative: str
    email: str
    status: EndorsementStatus
    asked_at: datetime
    read_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    position: str
    role: str
    reason: str
    content_sha256: str | None
    letter_ref: str | None
    letter_name: str | None


def sponsors_of(found: Access) -> list[SponsorRow]:
    """Every request of a proposal, in the order they were made."""
    rows = db.session.execute(
        sa.select(
            Endorsement.id,
            Endorsement.ref,
            Endorsement.organisation_id,
            Organisation.name.label("organisation"),
            Endorsement.representative,
            Endorsement.email,
            Endorsement.status,
            Endorsement.asked_at,
            Endorsement.read_at,
            Endorsement.reminded_at,
            Endorsement.answered_at,
            Endorsement.position,
            Endorsement.role,
            Endorsement.reason,
            Endorsement.content_sha256,
            File.ref.label("letter_ref"),
            File.name.label("letter_name"),
        )
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .outerjoin(File, File.id == Endorsement.letter_id)
        .where(Endorsement.proposal_id == found.proposal.id)
        .order_by(Endorsement.asked_at, Endorsement.id)
    )
    return [SponsorRow(**row._mapping) for row in rows]


def request(found: Access, ref: str) -> Endorsement:
    """One request of this proposal, or NotFound."""
    row = db.session.scalars(
        sa.select(Endorsement).where(
            Endorsement.proposal_id == found.proposal.id, Endorsement.ref == ref
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def standing_organisations(proposal_id: int) -> set[int]:
    """Members asked or confirmed now."""
    return set(
        db.session.scalars(
            sa.select(Endorsement.organisation_id).where(
                Endorsement.proposal_id == proposal_id, Endorsement.status.in_(STANDING)
            )
        )
    )


@dataclass(frozen=True)
class SponsorsPage:
    """What the holder of a personal link may see: the request, the proposal, its call."""

    endorsement: Endorsement
    organisation: str
    proposal: Proposal
    call: Call


def by_token(actor: Actor, token: str, *, lock: bool = False) -> SponsorsPage:
    """The request behind a personal link, or NotFound.

    Holding the link is the permission. Somebody signed in with the address that was asked may
    also use the request's reference, which the list of their own requests links to. `lock` takes
    the proposal first and then reads, because a joined row is not read anew after the wait.
    """
    digest = sha256(token)
    key = sa.or_(Endorsement.digest == digest, Endorsement.reminder_digest == digest)
    if actor.is_signed_in:
        key = sa.or_(key, sa.and_(Endorsement.ref == token, Endorsement.email == actor.email))
    if lock:
        asked_for = sa.select(Endorsement.proposal_id).where(key).scalar_subquery()
        db.session.execute(sa.select(Proposal.id).where(Proposal.id == asked_for).with_for_update())
    query = (
        sa.select(Endorsement, Organisation.name, Proposal, Call)
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .join(Proposal, Proposal.id == Endorsement.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(key)
        .execution_options(populate_existing=lock)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return SponsorsPage(row[0], row[1], row[2], row[3])


@dataclass(frozen=True)
class OwnRequest:
    """One request in a sponsor's own list."""

    ref: str
    title: str
    city: str
    country: str | None
    organisation: str
    status: EndorsementStatus
    asked_at: datetime
    answered_at: datetime | None
    closes_at: datetime | None
    zone: str


def own_requests(actor: Actor) -> list[OwnRequest]:
    """What was asked of the reader's address: what waits first, then what was answered."""
    if not actor.is_signed_in:
        return []
    rows = db.session.execute(
        sa.select(
            Endorsement.ref,
            Proposal.title,
            Proposal.city,
            Proposal.country,
            Organisation.name.label("organisation"),
            Endorsement.status,
            Endorsement.asked_at,
            Endorsement.answered_at,
            Call.closes_at,
            Call.zone,
        )
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .join(Proposal, Proposal.id == Endorsement.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Endorsement.email == actor.email,
            Endorsement.status != EndorsementStatus.WITHDRAWN,
        )
        .order_by(Endorsement.status != EndorsementStatus.ASKED, Endorsement.asked_at.desc())
        .limit(200)
    )
    return [OwnRequest(**row._mapping) for row in rows]


@dataclass(frozen=True)
class Unanswered:
    """A request that still waits, with the instant that counts for its proposal."""

    id: int
    proposal_id: int
    organisation: str
    representative: str
    asked_at: datetime
    reminded_at: datetime | None
    deadline: datetime


def unanswered(now: datetime, *, within: timedelta) -> list[Unanswered]:
    """For the worker: requests that wait while the deadline of their proposal is near. One query.

    The deadline is the call's, or the applicant's own later one.
    """
    later = own_until()
    rows = db.session.execute(
        sa.select(
            Endorsement.id,
            Endorsement.proposal_id,
            Organisation.name,
            Endorsement.representative,
            Endorsement.asked_at,
            Endorsement.reminded_at,
            Call.closes_at,
            later.label("until"),
        )
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .join(Proposal, Proposal.id == Endorsement.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Endorsement.status == EndorsementStatus.ASKED,
            Proposal.status.in_(OPEN_STATES),
            counted(),
            Call.status.not_in(NEVER_OPEN),
            Call.closes_at <= now + within,
            sa.or_(Call.closes_at >= now, now <= later),
        )
        .order_by(Endorsement.id)
    )
    found = [
        Unanswered(*row[:6], deadline=max(row.closes_at, row.until or row.closes_at))
        for row in rows
    ]
    return [one for one in found if now <= one.deadline <= now + within]


def organisation_name(organisation_id: int) -> str:
    return db.session.scalars(
        sa.select(Organisation.name).where(Organisation.id == organisation_id)
    ).one()
