"""Invitations: an offer of a role to an address, accepted behind the mailed link."""

from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Invitation, Person, Role
from grants.accounts.queries import actor_of, person_by_email
from grants.accounts.queries.directory import holds
from grants.accounts.rules import INVITATION_FOR, check_email, check_password
from grants.accounts.rules.directory import check_may_keep_people
from grants.accounts.rules.roles import ROLE_NAMES, Span, check_span
from grants.accounts.service.hashing import hash_password
from grants.accounts.service.links import spend_links
from grants.accounts.service.people.creation import add_person
from grants.accounts.service.people.roles import give
from grants.accounts.service.session import add_session
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.digest import new_token, sha256
from grants.core.errors import NotFound, Refused
from grants.core.messages import Link, msg
from grants.core.text import clean_line, random_ref
from grants.mail.service import Addressee, queue


def invite(
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    ends_at: datetime | None = None,
    language: str = "en",
    operation: str = "",
) -> Invitation:
    """Offer a role by mail; the link is good for two weeks."""
    check_may_keep_people(actor)
    operations.claim(operation, actor, "invite")
    invitation = offer(actor, email=email, name=name, role=role, ends_at=ends_at, language=language)
    db.session.commit()
    return invitation


def offer(
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    ends_at: datetime | None = None,
    language: str = "en",
) -> Invitation:
    """The same inside another use case, whose caller has checked the actor; never commits."""
    address = check_email(email)
    now = clock.now()
    check_span(Span(now, ends_at), [], now)
    person = _who_may_be_asked(address, role)
    token, digest = new_token()
    invitation = Invitation(
        ref=random_ref(),
        email=address,
        name=clean_line(name),
        role=role,
        ends_at=ends_at,
        digest=digest,
        invited_by_id=actor.person_id,
        created_at=now,
        expires_at=now + INVITATION_FOR,
    )
    db.session.add(invitation)
    record(actor, "invitation:make", invitation, new={"role": role.value})
    to = Addressee(address, language)
    if person is not None:
        to = Addressee(address, person.language, person.id)
    _tell(to, invitation, actor, token)
    return invitation


def _tell(to: Addressee, invitation: Invitation, actor: Actor, token: str) -> None:
    queue(
        to,
        "invitation",
        {
            "name": invitation.name,
            "inviter": actor.name,
            "role": msg(ROLE_NAMES[invitation.role]),
            "until": invitation.expires_at,
            "link": Link("accounts.accept_invitation", {"token": token}, secret=True),
        },
        about=invitation,
    )


def _who_may_be_asked(address: str, role: Role) -> Person | None:
    """The account behind an address, if any; Refused when an offer to it makes no sense."""
    person = person_by_email(address)
    if person is not None and person.disabled_at is not None:
        words = msg("This account is disabled. Enable it first, on the page of the person")
        raise Refused(words, {"email": words})
    if person is not None and holds(person.id, role):
        words = msg("This person already holds this role")
        raise Refused(words, {"role": words})
    return person


def withdraw_invitation(actor: Actor, ref: str, *, operation: str = "") -> None:
    """The link of an invitation stops working."""
    check_may_keep_people(actor)
    operations.claim(operation, actor, "withdraw-invitation")
    invitation = db.session.scalar(
        sa.select(Invitation).where(Invitation.ref == ref).with_for_update()
    )
    if invitation is None:
        raise NotFound
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise Refused(msg("This invitation was answered or withdrawn before."))
    invitation.withdrawn_at = clock.now()
    record(actor, "invitation:withdraw", invitation, old={"open": True}, new={"open": False})
    db.session.commit()


def accept(
    token: str, *, actor: Actor, name: str = "", password: str = "", device: str = ""
) -> str | None:
    """Take the offered role: as the signed-in owner of the address, or with a new account.

    Returns the secret of a new session for who was not signed in.
    """
    invitation = _use(token)
    person = person_by_email(invitation.email)
    has_account = person is not None and person.confirmed_at is not None
    if has_account and (person is None or actor.person_id != person.id):
        raise Refused(msg("This address has an account. Sign in with it, then accept."))
    if not has_account:
        person = _with_password(person, invitation, name, password)
    if person is None:
        raise NotFound
    now = clock.now()
    if not holds(person.id, invitation.role):
        by = db.session.get_one(Person, invitation.invited_by_id)
        give(actor_of(by.id), person, invitation.role, now, _still(invitation.ends_at, now))
    record(
        actor_of(person.id),
        "invitation:accept",
        invitation,
        new={"person": person.id, "role": invitation.role.value},
    )
    secret = None
    if actor.person_id != person.id:
        secret = add_session(person.id, second_factor=False, device=device)
    db.session.commit()
    return secret


def _use(token: str) -> Invitation:
    """Uses the link up, of parallel uses only one."""
    now = clock.now()
    taken = db.session.scalar(
        sa.update(Invitation)
        .where(
            Invitation.digest == sha256(token),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(accepted_at=now)
        .returning(Invitation.id)
    )
    invitation = db.session.get(Invitation, taken) if taken is not None else None
    if invitation is None:
        db.session.rollback()
        raise NotFound(msg("This link no longer works: it was used, or its time is over."))
    return invitation


def _with_password(
    person: Person | None, invitation: Invitation, name: str, password: str
) -> Person:
    check_password(password, email=invitation.email, name=name)
    if person is None:
        person = add_person(SYSTEM, email=invitation.email, name=name, confirmed=False)
    if person.disabled_at is not None:
        raise NotFound
    person.name = clean_line(name)
    person.password_hash = hash_password(password)
    person.confirmed_at = clock.now()
    spend_links(person)
    return person


def _still(ends_at: datetime | None, now: datetime) -> datetime | None:
    if ends_at is not None and ends_at <= now:
        raise Refused(msg("The time of this role is over, so it cannot be accepted any more."))
    return ends_at
