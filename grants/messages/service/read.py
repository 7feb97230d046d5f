"""Noting how far somebody has read."""

import sqlalchemy as sa

from grants.core import clock
from grants.core.db import insert_unless_there, own_transaction
from grants.messages.models import Reading
from grants.messages.queries.place import Place


def note_read(place: Place) -> None:
    """Everything there is now was shown to the actor; beside a page that only shows, in a short
    transaction of its own. Never goes back."""
    thread, person = place.thread, place.actor.person_id
    if thread is None or person is None or place.read_n >= thread.last_n:
        return
    now = clock.now()
    mine = {"thread_id": thread.id, "person_id": person}
    seen = {"read_n": thread.last_n, "read_at": now}
    with own_transaction() as session:
        session.execute(insert_unless_there(Reading, {**mine, **seen}))
        session.execute(
            sa.update(Reading)
            .where(
                Reading.thread_id == thread.id,
                Reading.person_id == person,
                Reading.read_n < thread.last_n,
            )
            .values(**seen)
        )
