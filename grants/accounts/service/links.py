"""Single-use links sent by mail."""

import sqlalchemy as sa

from grants.accounts.models import Person, Token, TokenPurpose
from grants.accounts.rules import CONFIRM_FOR, RESET_FOR
from grants.core import clock
from grants.core.db import db
from grants.core.digest import new_token, sha256
from grants.core.errors import NotFound
from grants.core.messages import msg

LIFETIMES = {TokenPurpose.CONFIRM_EMAIL: CONFIRM_FOR, TokenPurpose.RESET_PASSWORD: RESET_FOR}


def make_link(person: Person, purpose: TokenPurpose) -> str:
    """A token for a mailed link; only its digest is kept; the caller commits."""
    token, digest = new_token()
    now = clock.now()
    db.session.flush()
    db.session.add(
        Token(
            person_id=person.id,
            purpose=purpose,
            digest=digest,
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    return token


def use_link(token: str, purpose: TokenPurpose) -> Person:
    """Whose link it is; uses it up, of parallel uses only one. NotFound when it is not good."""
    now = clock.now()
    person_id = db.session.scalar(
        sa.update(Token)
        .where(
            Token.digest == sha256(token),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > now,
        )
        .values(used_at=now)
        .returning(Token.person_id)
    )
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None or person.disabled_at is not None:
        db.session.rollback()
        raise NotFound(msg("This link no longer works: it was used, or its time is over."))
    return person


def spend_links(person: Person) -> None:
    """No other link of this person works any more; the caller commits."""
    db.session.execute(
        sa.update(Token)
        .where(Token.person_id == person.id, Token.used_at.is_(None))
        .values(used_at=clock.now())
    )
