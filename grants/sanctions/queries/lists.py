"""The lists that were uploaded, and the one in force."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.sanctions.models import ListedKind, ListedName, ListStatus, NamesList
from grants.sanctions.reading import Entry


def may_read_lists(actor: Actor) -> bool:
    """Who reads checks, and who uploads lists."""
    return actor.may(Permission.NAMES_READ) or actor.may(Permission.NAMES_LIST)


def may_read_list_file(actor: Actor, list_id: int) -> bool:
    """For the file as it was uploaded."""
    return may_read_lists(actor)


def newest_kept() -> sa.ScalarSelect[int]:
    """The id of the list in force, as part of another query: of those kept, the newest by its own
    date, and of two of one day the later one."""
    return (
        sa.select(NamesList.id)
        .where(NamesList.status == ListStatus.KEPT)
        .order_by(NamesList.dated_on.desc(), NamesList.id.desc())
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )


def in_force() -> NamesList | None:
    """The list that counts now; no secret to anybody who gets as far as asking. One query."""
    return db.session.scalars(
        sa.select(NamesList).where(NamesList.id == newest_kept())
    ).one_or_none()


def every_list(actor: Actor, *, start: int = 0, most: int = 50) -> list[NamesList]:
    """Those kept and those that wait, the newest by their own date first. One query."""
    if not may_read_lists(actor):
        raise NotFound
    return list(
        db.session.scalars(
            sa.select(NamesList)
            .where(NamesList.status != ListStatus.THROWN_AWAY)
            .order_by(NamesList.dated_on.desc(), NamesList.id.desc())
            .offset(start)
            .limit(most)
        )
    )


def how_many_lists() -> int:
    """Those kept and those that wait. One query."""
    query = sa.select(sa.func.count()).where(NamesList.status != ListStatus.THROWN_AWAY)
    return db.session.scalar(query) or 0


def one_list(actor: Actor, ref: str, *, lock: bool = False) -> NamesList:
    """By its reference, or NotFound; `lock` takes its row for the rest of the transaction."""
    if not may_read_lists(actor):
        raise NotFound
    query = sa.select(NamesList).where(NamesList.ref == ref)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def kept_with(sha256: str) -> NamesList | None:
    """The list of this very content that was kept before."""
    return db.session.scalars(
        sa.select(NamesList).where(NamesList.sha256 == sha256, NamesList.status == ListStatus.KEPT)
    ).one_or_none()


def entries_of(list_id: int) -> list[Entry]:
    """What a kept list names, in its order. One query."""
    return [entry for _, entry in entries_by_id(list_id)]


def entries_by_id(list_id: int) -> list[tuple[int, Entry]]:
    """The same with the ids of their rows."""
    rows = db.session.execute(
        sa.select(
            ListedName.id,
            ListedName.kind,
            ListedName.reference,
            ListedName.name,
            ListedName.details,
        )
        .where(ListedName.list_id == list_id)
        .order_by(ListedName.n)
    )
    return [(row.id, Entry.of(row.kind, row.reference, row.name, row.details)) for row in rows]


@dataclass(frozen=True)
class Changes:
    """What a list changes against another: names of entries, in the order of the lists."""

    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]


def changes(before: Sequence[Entry], after: Sequence[Entry]) -> Changes:
    """By reference, or by name where there is none; changed: other names than before."""
    old, new = ({_key(entry): entry for entry in entries} for entries in (before, after))
    return Changes(
        added=[entry.name for key, entry in new.items() if key not in old],
        removed=[entry.name for key, entry in old.items() if key not in new],
        changed=[
            entry.name
            for key, entry in new.items()
            if key in old and set(entry.names()) != set(old[key].names())
        ],
    )


def _key(entry: Entry) -> tuple[ListedKind, str]:
    return entry.kind, entry.reference or entry.name
