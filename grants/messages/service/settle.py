"""The office marks what a team wrote as needing no answer."""

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, NotFound
from grants.core.messages import Link, msg
from grants.messages.queries.place import find
from grants.messages.rules import check_waits
from grants.permissions import Permission


def settle(actor: Actor, ref: str, *, version: int, operation: str | None = None) -> None:
    """The thread no longer waits, until the team writes again; nobody is told.

    Raises Conflict when somebody wrote meanwhile.
    """
    operations.claim(operation, actor, "message:settle")
    place = find(actor, ref, Permission.MESSAGES_SETTLE, lock=True)
    thread = place.thread
    if thread is None:
        raise NotFound
    if thread.version != version:
        raise Conflict(
            msg("Somebody wrote or marked this thread while you had it open. Look at it again."),
            back=Link("messages.thread", {"ref": ref}),
        )
    check_waits(thread.waits)
    thread.settled_at, thread.settled_by_id = clock.now(), actor.person_id
    record(actor, "message:settle", thread, new={"n": thread.last_n, "proposal": place.proposal_id})
    operations.keep(operation, actor, ref)
    db.session.commit()
