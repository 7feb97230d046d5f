"""What was written about one proposal, with the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.actor import Actor
from grants.core.db import db, read
from grants.files.queries import StoredFile, files_by_owner
from grants.messages.models import Message, Reading, Side, Thread
from grants.messages.queries.place import Place
from grants.proposals.queries.access import Access

SHOWN = 20  # messages a page
SHOWN_CHARACTERS = 12_000  # or fewer, so that a page of long ones loads on a slow line


@dataclass(frozen=True)
class Said:
    """One message. `by` is empty where the team reads what the house wrote: it knows the house
    as one body."""

    n: int
    side: Side
    by_id: int
    by: str
    sent_at: datetime
    words: str
    files: tuple[StoredFile, ...]


def page_of_thread(place: Place, *, before: int | None = None) -> tuple[list[Said], int | None]:
    """The last messages (or the last before one), oldest first; and from where to read on back.

    Two queries, however many there are.
    """
    if place.thread is None:
        return [], None
    query = _said(place.thread.id)
    if before is not None:
        query = query.where(Message.n < before)
    rows = db.session.execute(query.order_by(Message.n.desc()).limit(SHOWN + 1)).all()
    shown = rows[: _fitting([len(row.words) for row in rows])][::-1]
    further = shown[0].n if len(rows) > len(shown) else None
    return _with_files(shown, is_team=place.role is not None), further


def _fitting(lengths: Sequence[int]) -> int:
    """How many of these go on a page; the first in any case."""
    total = 0
    for n, length in enumerate(lengths[:SHOWN]):
        total += length
        if n and total > SHOWN_CHARACTERS:
            return n
    return min(len(lengths), SHOWN)


def thread_of(found: Access) -> list[Said]:
    """Everything written about a proposal that was found for its reader, oldest first.

    Two queries; empty where nobody has written. Files are read by `files.service.open_content`.
    """
    query = (
        _said_of()
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.proposal_id == found.proposal.id)
    )
    rows = db.session.execute(query.order_by(Message.n)).all()
    return _with_files(rows, is_team=found.role is not None)


def unread_about(actor: Actor, proposal_id: int) -> int:
    """How many messages of others the actor has not read, about a proposal they may see."""
    values = {"proposal": proposal_id, "person": actor.person_id or 0}
    found: int = read(_unread(), values)[0][0]
    return found


@cache
def _unread() -> sa.Select[*tuple[Any, ...]]:
    """Asked at every opening of a task list, so built once."""
    person: sa.BindParameter[int] = sa.bindparam("person")
    return (
        sa.select(sa.func.count(Message.id))
        .join(Thread, Thread.id == Message.thread_id)
        .outerjoin(Reading, sa.and_(Reading.thread_id == Thread.id, Reading.person_id == person))
        .where(Thread.proposal_id == sa.bindparam("proposal"), _is_new_to(person))
    )


def is_new_to(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Message beside the actor's own Reading (or none)."""
    return _is_new_to(sa.literal(actor.person_id or 0))


def _is_new_to(person: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.and_(Message.n > sa.func.coalesce(Reading.read_n, 0), Message.by_id != person)


def _said_of() -> sa.Select[int, int, Side, int, str, datetime, str]:
    return sa.select(
        Message.id,
        Message.n,
        Message.side,
        Message.by_id,
        Person.name,
        Message.sent_at,
        Message.words,
    ).join(Person, Person.id == Message.by_id)


def _said(thread_id: int) -> sa.Select[int, int, Side, int, str, datetime, str]:
    return _said_of().where(Message.thread_id == thread_id)


def _with_files(
    rows: Sequence[sa.Row[int, int, Side, int, str, datetime, str]], *, is_team: bool
) -> list[Said]:
    files = files_by_owner(Message.__tablename__, [row.id for row in rows])
    return [
        Said(
            n=row.n,
            side=row.side,
            by_id=row.by_id,
            by="" if is_team and row.side is Side.OFFICE else row.name,
            sent_at=row.sent_at,
            words=row.words,
            files=tuple(files.get(row.id, ())),
        )
        for row in rows
    ]
