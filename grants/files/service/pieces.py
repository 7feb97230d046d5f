"""Files that arrive in pieces: every byte that is acknowledged is on disk before.

The bytes stream into a file of the upload's own, outside any transaction; only then is the new
length written to its row, in a transaction of a few milliseconds. After a crash the row tells
how far it is, and what lies behind that in the file is written over.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import IO

import sqlalchemy as sa

from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import Base, db, identity
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import Message, msg
from grants.core.text import clean_line, random_ref
from grants.files.models import Upload
from grants.files.rules import Kind, most_bytes_named, refusal, too_large
from grants.files.service import incoming as disk
from grants.files.service.storage import Received, path_of, receive

KEPT = timedelta(days=3)  # after the last piece
MOST_OPEN = 20  # of one person; the oldest gives way
MOST_OPEN_BYTES = 400 * 1024 * 1024
LONGEST_NAME = 300

Find = Callable[[Actor, str, str, datetime], Base]
Check = Callable[[Actor, int, datetime], None]


@dataclass(frozen=True)
class Purpose:
    """What files may be sent to.

    `find` gives the owner by reference and slot, `check` says whether it still takes any. Both
    raise what the reader is to be told.
    """

    find: Find
    check: Check


_purposes: dict[str, Purpose] = {}


def register_purpose(owner_kind: str, purpose: Purpose) -> None:
    """A domain says who may send files to a kind of owner; called once, when it is loaded."""
    _purposes[owner_kind] = purpose


@dataclass(frozen=True)
class Progress:
    """How far an upload is, and until when it may go on."""

    ref: str
    arrived: int
    size: int
    expires_at: datetime


@dataclass(frozen=True)
class Whole:
    """A file whose pieces are all there, checked, under the name it was sent with."""

    received: Received
    name: str


def begin(actor: Actor, purpose: str, name: str, size: int, *, received_at: datetime) -> Progress:
    """A place for a file of `size` bytes; `purpose`: kind, reference and slot of its owner."""
    kind, ref, slot = (*purpose.split(" "), "", "")[:3]
    if kind not in _purposes or actor.person_id is None:
        raise NotFound
    owner = _purposes[kind].find(actor, ref, slot, received_at)
    name = clean_line(name)
    most = most_bytes_named(name)
    if size > most:
        raise Refused(too_large(most))
    if size <= 0:
        raise Refused(refusal(msg("The file is empty.")))
    now = clock.now()
    dropped = _make_room(actor.person_id, size)
    row = Upload(
        ref=random_ref(20),
        person_id=actor.person_id,
        owner_kind=kind,
        owner_id=identity(owner),
        slot=slot,
        name=name[-LONGEST_NAME:],
        size=size,
        begun_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(row)
    db.session.flush()
    disk.begin(row.ref)
    progress = Progress(row.ref, 0, size, row.expires_at)
    db.session.commit()
    disk.drop(dropped)
    return progress


def progress_of(actor: Actor, ref: str) -> Progress:
    """How far an upload is; never more than the disk holds."""
    return _progress(_found(actor, ref))


def append(
    actor: Actor,
    ref: str,
    at: int,
    stream: IO[bytes],
    *,
    received_at: datetime,
    checksum: tuple[str, bytes] | None = None,
) -> Progress:
    """The next piece, which begins at byte `at`; Conflict when the upload is elsewhere.

    `checksum` is the name of a method and the digest the piece must have. Raises `disk.Busy` while
    another request writes this upload, and `disk.Altered` when the digest is another.
    """
    row = _found(actor, ref)
    _purposes[row.owner_kind].check(actor, row.owner_id, received_at)
    db.session.rollback()  # nobody waits in the writers' queue while bytes come in
    with disk.opened(ref) as file:
        before = _progress(_found(actor, ref))
        db.session.rollback()
        if before.arrived != at:
            raise Conflict(msg("The file goes on at another place. It is sent on from there."))
        method = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        room = before.size - at
        count = disk.write(file, at, stream, room, method)
        if checksum and method and method.digest() != checksum[1]:
            raise disk.Altered
        return _acknowledge(before, at + count)


def _acknowledge(before: Progress, arrived: int) -> Progress:
    until = clock.now() + KEPT
    db.session.execute(
        sa.update(Upload)
        .where(Upload.ref == before.ref)
        .values(arrived=arrived, expires_at=until)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return Progress(before.ref, arrived, before.size, until)


def give_up(actor: Actor, ref: str) -> None:
    """The person does not want to send this file after all."""
    db.session.delete(_found(actor, ref))
    db.session.commit()
    disk.drop([ref])


def whole(actor: Actor, ref: str, owner: Base, slot: str) -> Whole:
    """What a form names instead of carrying it: looked into once, however often it is asked for.

    Ends the transaction it is called in: nobody waits for the check of a large file. Raises
    Refused when the file may not be kept, is not all there, or is no longer there.
    """
    place = (owner.__tablename__, identity(owner), slot)
    try:
        known = _known(actor, ref, place)
        if known is not None:
            return known
        with disk.opened(ref, wait=True) as file:
            return _known(actor, ref, place) or _look_into(actor, ref, file)
    except NotFound:
        raise Refused(_gone())


def _known(actor: Actor, ref: str, place: tuple[str, int, str]) -> Whole | None:
    """The file, if it was looked into before; Refused while pieces are missing."""
    row = _found(actor, ref)
    if (row.owner_kind, row.owner_id, row.slot) != place:
        raise NotFound
    name, kept, progress = row.name, row.received, _progress(row)
    db.session.rollback()
    if kept is not None:
        if not path_of(kept["sha256"]).exists():  # swept: no form named it for a day
            raise NotFound
        return Whole(Received(**{**kept, "kind": Kind(kept["kind"])}), name)
    if progress.arrived < progress.size:
        raise Refused(
            msg(
                "“%(name)s” has not arrived whole. Choose it again and press the button: it goes "
                "on where it broke off.",
                name=name,
            )
        )
    return None


def _look_into(actor: Actor, ref: str, file: IO[bytes]) -> Whole:
    try:
        received = receive(file)
    except Refused:
        give_up(actor, ref)  # the same bytes would be refused again
        raise
    row = _found(actor, ref)
    row.received = asdict(received)
    name = row.name
    db.session.commit()
    disk.drop([ref])
    return Whole(received, name)


def drop_expired() -> int:
    """Uploads nobody went on with, and files without a row; how many."""
    old = list(db.session.scalars(sa.select(Upload.ref).where(Upload.expires_at < clock.now())))
    db.session.execute(sa.delete(Upload).where(Upload.ref.in_(old)))
    db.session.commit()
    known = set(db.session.scalars(sa.select(Upload.ref)))
    disk.drop(old)
    return len(old) + disk.drop_strangers(known)


def _found(actor: Actor, ref: str) -> Upload:
    """The actor's own upload, or NotFound."""
    row = db.session.scalars(
        sa.select(Upload).where(
            Upload.ref == ref,
            Upload.person_id == (actor.person_id or 0),
            Upload.expires_at >= clock.now(),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_gone())
    return row


def _gone() -> Message:
    return msg("What was sent of this file is no longer kept. Choose the file again to send it.")


def _progress(row: Upload) -> Progress:
    arrived = row.arrived if row.received else min(row.arrived, disk.length(row.ref))
    return Progress(row.ref, arrived, row.size, row.expires_at)


def _make_room(person_id: int, size: int) -> list[str]:
    """References of the person's oldest uploads that must give way to one more of this size."""
    rows = db.session.execute(
        sa.select(Upload.ref, Upload.size)
        .where(Upload.person_id == person_id, Upload.received.is_(None))
        .order_by(Upload.expires_at.desc(), Upload.id.desc())
    ).all()
    dropped, total = [], size
    for n, row in enumerate(rows, start=2):
        total += row.size
        if n > MOST_OPEN or total > MOST_OPEN_BYTES:
            dropped.append(row.ref)
    db.session.execute(sa.delete(Upload).where(Upload.ref.in_(dropped)))
    return dropped
