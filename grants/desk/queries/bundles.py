"""Archives that were asked for: only for who asked, only while they are kept."""

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.desk.models import Bundle
from grants.permissions import Permission


def find(actor: Actor, call: Call, ref: str) -> Bundle:
    """The actor's own archive of this call, while it is kept."""
    row = db.session.scalars(
        sa.select(Bundle).where(
            Bundle.ref == ref,
            Bundle.call_id == call.id,
            Bundle.person_id == (actor.person_id or 0),
            Bundle.expires_at > clock.now(),
        )
    ).one_or_none()
    if row is None or not actor.may(Permission.PROPOSAL_LIST):
        raise NotFound
    return row


def unfinished(bundle_id: int) -> Bundle | None:
    """For the worker: None when it is done, or no longer wanted."""
    row = db.session.get(Bundle, bundle_id)
    return row if row is not None and row.done_at is None else None
