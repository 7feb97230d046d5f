"""Sign-in sessions: rows on the server that end when the row ends."""

from datetime import timedelta

import sqlalchemy as sa

from grants.accounts.models import SignIn
from grants.core import clock
from grants.core.db import db, own_transaction
from grants.core.digest import new_token

SEEN_EVERY = timedelta(minutes=5)


def start_session(person_id: int, *, second_factor: bool, device: str) -> str:
    """A new session; returns the secret for the cookie, of which only the digest is kept."""
    token, digest = new_token()
    now = clock.now()
    db.session.add(
        SignIn(
            person_id=person_id,
            token_digest=digest,
            created_at=now,
            seen_at=now,
            second_factor=second_factor,
            device=device[:200],
        )
    )
    db.session.commit()
    return token


def touch_session(session_id: int) -> None:
    """Note that the session is in use, beside whatever the request does."""
    with own_transaction() as session:
        session.execute(
            sa.update(SignIn).where(SignIn.id == session_id).values(seen_at=clock.now())
        )


def end_session(session_id: int) -> None:
    """Signing out, or a session past its limit."""
    with own_transaction() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.id == session_id, SignIn.ended_at.is_(None))
            .values(ended_at=clock.now())
        )
