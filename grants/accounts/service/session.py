"""Sign-in sessions: rows on the server that end when the row ends."""

from datetime import timedelta

import sqlalchemy as sa

from grants.accounts.models import SignIn
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db, own_transaction
from grants.core.digest import new_token, sha256
from grants.core.errors import NotFound
from grants.core.text import random_ref

SEEN_EVERY = timedelta(minutes=5)


def start_session(person_id: int, *, second_factor: bool, device: str) -> str:
    """A new session; returns the secret for the cookie, of which only the digest is kept."""
    token = add_session(person_id, second_factor=second_factor, device=device)
    db.session.commit()
    return token


def add_session(person_id: int, *, second_factor: bool, device: str) -> str:
    """The same inside another use case; the caller commits."""
    token, digest = new_token()
    now = clock.now()
    db.session.add(
        SignIn(
            ref=random_ref(16),
            person_id=person_id,
            token_digest=digest,
            created_at=now,
            seen_at=now,
            second_factor=second_factor,
            device=device[:200],
            renew=False,
        )
    )
    return token


def leave_queue() -> None:
    """End a transaction that has only read, so that a short one of its own can go before.

    Whoever may write stands in the writers' queue from the first query on; what is to be written
    stands in it again.
    """
    db.session.rollback()


def touch_session(session_id: int) -> None:
    """Note that the session is in use, beside whatever the request does."""
    with own_transaction() as session:
        session.execute(
            sa.update(SignIn).where(SignIn.id == session_id).values(seen_at=clock.now())
        )


def renew_session(session_id: int, token: str) -> str:
    """A new secret for a session whose person's roles changed; the old one ends with it.

    Of two pages opened at once only one renews; the other keeps what it came with.
    """
    fresh, digest = new_token()
    with own_transaction() as session:
        renewed = session.scalar(
            sa.update(SignIn)
            .where(SignIn.id == session_id, SignIn.token_digest == sha256(token))
            .values(token_digest=digest, renew=False)
            .returning(SignIn.id)
        )
    return fresh if renewed else token


def end_session(session_id: int) -> None:
    """Signing out, or a session past its limit."""
    with own_transaction() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.id == session_id, SignIn.ended_at.is_(None))
            .values(ended_at=clock.now())
        )


def end_own_session(actor: Actor, ref: str) -> None:
    """A person ends one of their own sessions, from any of them."""
    ended = db.session.scalar(
        sa.update(SignIn)
        .where(SignIn.ref == ref, SignIn.person_id == actor.person_id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignIn.id)
    )
    if ended is None:
        raise NotFound
    db.session.commit()


def end_sessions(person_id: int, *, but: int | None = None) -> None:
    """End every session of a person, except one; the caller commits."""
    conditions = [SignIn.person_id == person_id, SignIn.ended_at.is_(None)]
    if but is not None:
        conditions.append(SignIn.id != but)
    db.session.execute(sa.update(SignIn).where(*conditions).values(ended_at=clock.now()))


def ask_renewal(person_id: int) -> None:
    """Roles changed: each session of the person takes a new secret; the caller commits."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(renew=True)
    )
