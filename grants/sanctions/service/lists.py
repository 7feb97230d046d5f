"""A list is uploaded and looked into, then put in force or thrown away by a person."""

from datetime import date, timedelta
from typing import IO

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused
from grants.core.messages import Message, msg
from grants.core.text import clean_line, random_ref
from grants.files.rules import MEGABYTE
from grants.files.service import Plain, path_of, receive_plain, store_plain
from grants.permissions import Permission
from grants.sanctions.models import ListedName, ListStatus, NamesList
from grants.sanctions.queries.lists import kept_with, one_list
from grants.sanctions.reading import NotAList, ReadList, read_list
from grants.sanctions.rules.age import today

MOST_BYTES = 20 * MEGABYTE  # the consolidated list has about two
OLDEST = date(1999, 1, 1)  # the first committee of the Security Council with a list of names


def upload(
    actor: Actor,
    content: IO[bytes],
    name: str,
    source: str,
    dated_on: date | None,
    *,
    operation: str | None = None,
) -> str:
    """Keep the file and what it counts, not yet in force; the reference of the list.

    `dated_on` is for a file that bears no date itself. Raises NotAList when it cannot be read, and
    Refused when its date is missing or cannot be, or it is kept already. Nothing is locked while
    the file is looked into.
    """
    if not actor.may(Permission.NAMES_LIST):
        raise Forbidden
    db.session.rollback()
    received, found = _looked_into(content)
    day = _date_of(found, dated_on)
    operations.claim(operation, actor, "names_list:upload")
    _check_new(received.sha256)
    row = _row(actor, received, found, source, day)
    store_plain(actor, received, name, row)
    record(actor, "names_list:upload", row, new=_facts(row))
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def _row(actor: Actor, received: Plain, found: ReadList, source: str, day: date) -> NamesList:
    row = NamesList(
        ref=random_ref(),
        status=ListStatus.WAITING,
        source=clean_line(source)[:300],
        dated_on=day,
        sha256=received.sha256,
        people=found.people,
        entities=found.entities,
        aliases=found.aliases,
        uploaded_by_id=actor.person_id,
        uploaded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _looked_into(content: IO[bytes]) -> tuple[Plain, ReadList]:
    try:
        received = receive_plain(content, MOST_BYTES)
    except Refused as error:
        raise NotAList(error.message)
    return received, read_list(path_of(received.sha256))


def _date_of(found: ReadList, given: date | None) -> date:
    """The day the list bears; else the one that was given with it."""
    day = found.dated_on or given
    if day is None:
        raise _at_date(
            msg("This file bears no date itself. Say of which day it is, and choose it again.")
        )
    if not OLDEST <= day <= today(clock.now()) + timedelta(days=1):
        raise _at_date(
            msg(
                "A list of %(day)s cannot be: choose a day from %(first)s to today.",
                day=day.isoformat(),
                first=OLDEST.isoformat(),
            )
        )
    return day


def _at_date(message: Message) -> Refused:
    return Refused(message, {"dated_on": message})


def _check_new(sha256: str) -> None:
    known = kept_with(sha256)
    if known is not None:
        raise NotAList(
            msg("This very list, of %(day)s, is kept already.", day=known.dated_on.isoformat())
        )


def put_in_force(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """Keep a list that was looked into; the newest by its own date counts from now on.

    Proposals are not checked by this: their pages say that their check is older.
    """
    operations.claim(operation, actor, "names_list:keep")
    row = _waiting(actor, ref)
    _check_new(row.sha256)
    entries = read_list(path_of(row.sha256)).entries
    db.session.execute(
        sa.insert(ListedName),
        [
            {
                "list_id": row.id,
                "n": n,
                "kind": entry.kind,
                "reference": entry.reference,
                "name": entry.name,
                "details": entry.details(),
            }
            for n, entry in enumerate(entries, 1)
        ],
    )
    _settle(actor, row, ListStatus.KEPT)
    operations.keep(operation, actor, ref)
    try:
        db.session.commit()
    except IntegrityError:  # somebody kept the same file at this moment
        db.session.rollback()
        raise NotAList(msg("This very list is kept already."))


def throw_away(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """A list that was looked into is not wanted; its file stays on record."""
    operations.claim(operation, actor, "names_list:throw_away")
    _settle(actor, _waiting(actor, ref), ListStatus.THROWN_AWAY)
    operations.keep(operation, actor, ref)
    db.session.commit()


def _waiting(actor: Actor, ref: str) -> NamesList:
    """The list, locked; Refused when somebody has settled it."""
    if not actor.may(Permission.NAMES_LIST):
        raise NotFound
    row = one_list(actor, ref, lock=True)
    if row.status is not ListStatus.WAITING:
        raise Refused(msg("Somebody has settled this list meanwhile. Nothing was changed."))
    return row


def _settle(actor: Actor, row: NamesList, status: ListStatus) -> None:
    record(
        actor,
        f"names_list:{'keep' if status is ListStatus.KEPT else 'throw_away'}",
        row,
        old={"status": row.status.value},
        new={**_facts(row), "status": status.value},
    )
    row.status = status
    row.settled_by_id, row.settled_at = actor.person_id, clock.now()
    db.session.flush()


def _facts(row: NamesList) -> dict[str, object]:
    return {
        "status": row.status.value,
        "dated_on": row.dated_on.isoformat(),
        "sha256": row.sha256,
        "people": row.people,
        "entities": row.entities,
    }
