"""What must be true of every thread, for `flask check-invariants`."""

from collections.abc import Iterator

import sqlalchemy as sa

from grants.core.db import db
from grants.core.invariants import Breach, invariant
from grants.messages.models import Message, Thread

THREADS = "threads repeat their last message, and no message is missing"


@invariant(THREADS)
def threads_repeat_their_last_message() -> Iterator[Breach]:
    """A thread ends with the message it names, and its messages are numbered without a gap."""
    count = (
        sa.select(sa.func.count(Message.id))
        .where(Message.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )
    is_last = sa.and_(
        Message.thread_id == Thread.id,
        Message.n == Thread.last_n,
        Message.side == Thread.last_side,
        Message.by_id == Thread.last_by_id,
        Message.sent_at == Thread.last_at,
    )
    query = (
        sa.select(Thread.id, Thread.last_n, count.label("there"))
        .outerjoin(Message, is_last)
        .where(sa.or_(Message.id.is_(None), count != Thread.last_n))
    )
    for row in db.session.execute(query):
        yield Breach(THREADS, f"thread {row.id}", f"ends at {row.last_n}, holds {row.there}")
