"""Recording what happened.

`record` only notes the event; the link is written at the end of the transaction, so that the head
of the one global chain is locked last and for the shortest time.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from grants.audit.models import TrailEvent, TrailHead, TrailReason
from grants.audit.rules import GENESIS, event_hash, reason_digest, stored
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import TRAIL, Base, db, identity


@dataclass(frozen=True)
class _Noted:
    at: datetime
    actor_id: int | None
    action: str
    subject: Base
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    reason: str


def record(
    actor: Actor,
    action: str,
    subject: Base,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Note an event about a row; `old` and `new` hold ids, statuses and versions, never names."""
    noted = _Noted(clock.now(), actor.person_id, action, subject, stored(old), stored(new), reason)
    db.session.info.setdefault(TRAIL, []).append(noted)


@sa.event.listens_for(orm.Session, "before_commit")
def _append_noted(session: orm.Session) -> None:
    if session.in_nested_transaction():
        return
    noted: list[_Noted] = session.info.pop(TRAIL, [])
    if not noted:
        return
    session.flush()
    head = session.scalars(
        sa.select(TrailHead).where(TrailHead.id == 1).with_for_update()
    ).one_or_none()
    if head is None:
        head = TrailHead(id=1, seq=0, hash=GENESIS)
        session.add(head)
    for event in noted:
        _append(session, head, event)
    session.flush()


@sa.event.listens_for(orm.Session, "after_rollback")
def _forget_noted(session: orm.Session) -> None:
    session.info.pop(TRAIL, None)


def _append(session: orm.Session, head: TrailHead, event: _Noted) -> None:
    seq = head.seq + 1
    salt, digest = "", None
    if event.reason:
        salt = secrets.token_hex(16)
        digest = reason_digest(event.reason, salt)
    kind = event.subject.__tablename__
    subject_id = identity(event.subject)
    link = event_hash(
        previous=head.hash,
        seq=seq,
        at=event.at,
        actor_id=event.actor_id,
        action=event.action,
        subject_kind=kind,
        subject_id=subject_id,
        old=event.old,
        new=event.new,
        reason_digest=digest,
    )
    session.add(
        TrailEvent(
            seq=seq,
            at=event.at,
            actor_id=event.actor_id,
            action=event.action,
            subject_kind=kind,
            subject_id=subject_id,
            old=event.old,
            new=event.new,
            reason_digest=digest,
            previous_hash=head.hash,
            hash=link,
        )
    )
    if event.reason:
        session.flush()
        session.add(TrailReason(seq=seq, salt=salt, words=event.reason))
    head.seq, head.hash = seq, link
