"""Rows of uploads: what other services call, and the check that nothing is orphaned."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

import sqlalchemy as sa

from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import Base, db, identity, insert_unless_there
from grants.core.text import random_ref
from grants.files.models import Blob, File
from grants.files.queries import Reader, StoredFile, readers
from grants.files.rules import Kind, clean_name, name_ending
from grants.files.service.storage import (
    Plain,
    Received,
    digest_on_disk,
    keep_made,
    path_of,
    receive,
    stored_digests,
)

_A_DAY = 86_400  # seconds


def register_reader(owner_kind: str, may_read: Reader) -> None:
    """A domain says who may read the files of a kind of owner; called once, when it is loaded.

    Several may be registered for one kind; what any of them allows may be read.
    """
    if may_read not in readers.get(owner_kind, ()):
        readers[owner_kind] = (*readers.get(owner_kind, ()), may_read)


def store(actor: Actor, content: IO[bytes] | Received, name: str, owner: Base) -> File:
    """An upload that belongs to `owner`; raises Refused. The caller records and commits.

    Give what `receive` answered rather than a stream where others may be waiting to write.
    """
    received = content if isinstance(content, Received) else receive(content)
    return _file(received, clean_name(name, received.kind), owner, actor.person_id)


def store_made(content: bytes, kind: Kind, name: str, owner: Base) -> File:
    """A document this system made, such as a receipt. The caller commits."""
    return _file(keep_made(content, kind), clean_name(name, kind), owner, None)


def store_kept(content: Received, name: str, owner: Base) -> File:
    """Content that is on disk already, made by this system. The caller commits."""
    return _file(content, clean_name(name, content.kind), owner, None)


def store_plain(actor: Actor, content: Plain, name: str, owner: Base) -> File:
    """Plain text that was read and found good. The caller records and commits."""
    return _file(content, name_ending(name, (content.extension,)), owner, actor.person_id)


def discard(file_ids: Sequence[int]) -> None:
    """Uploads that leave no trace, with content nobody else uploaded; the caller commits.

    What lies on disk goes with the next sweep.
    """
    blobs = list(db.session.scalars(sa.select(File.blob_id).where(File.id.in_(file_ids))))
    db.session.execute(sa.delete(File).where(File.id.in_(file_ids)))
    unused = ~sa.exists().where(File.blob_id == Blob.id)
    db.session.execute(sa.delete(Blob).where(Blob.id.in_(blobs), unused))


def store_again(file: StoredFile, owner: Base) -> File:
    """The same content under the same name, for another owner too. The caller commits."""
    blob_id = db.session.scalars(sa.select(Blob.id).where(Blob.sha256 == file.sha256)).one()
    return _point(blob_id, file.name, owner, file.uploaded_by_id)


@dataclass(frozen=True)
class Orphan:
    """Something that does not belong together, in English for the operator."""

    what: str
    where: str


def orphans(*, hashes: bool = False) -> list[Orphan]:
    """Content without rows, rows without content, uploads whose owner is gone.

    `hashes` also reads every file and compares its SHA-256.
    """
    blobs = {row.sha256: row for row in db.session.execute(sa.select(Blob.sha256, Blob.size))}
    found = []
    for digest, row in blobs.items():
        path = path_of(digest)
        if not path.exists():
            found.append(Orphan("content is missing on disk", digest))
        elif path.stat().st_size != row.size or (hashes and digest_on_disk(path) != digest):
            found.append(Orphan("content on disk has changed", digest))
    found += [
        Orphan("content without an upload", digest)
        for digest in db.session.scalars(
            sa.select(Blob.sha256).where(~sa.exists().where(File.blob_id == Blob.id))
        )
    ]
    return found + _without_owner()


def sweep() -> int:
    """Remove content on disk that no row ever came to point to (the transaction failed); how many.

    Only what is older than a day by the disk's own clock goes, so that an upload under way is
    never hit (the demonstration may have moved ours).
    """
    known = set(db.session.scalars(sa.select(Blob.sha256)))
    limit = time.time() - _A_DAY
    dropped = 0
    for digest, path in stored_digests():
        if digest not in known and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped


def _file(received: Received | Plain, name: str, owner: Base, by: int | None) -> File:
    now = clock.now()
    content = {
        "sha256": received.sha256,
        "size": received.size,
        "media_type": received.media_type,
        "created_at": now,
    }
    db.session.execute(insert_unless_there(Blob, content))
    blob_id = db.session.scalars(sa.select(Blob.id).where(Blob.sha256 == received.sha256)).one()
    return _point(blob_id, name, owner, by, received.sent_size)


def _point(
    blob_id: int, name: str, owner: Base, by: int | None, sent_size: int | None = None
) -> File:
    file = File(
        ref=random_ref(16),
        blob_id=blob_id,
        name=name,
        owner_kind=owner.__tablename__,
        owner_id=identity(owner),
        uploaded_by_id=by,
        uploaded_at=clock.now(),
        sent_size=sent_size,
    )
    db.session.add(file)
    db.session.flush()
    return file


def _without_owner() -> list[Orphan]:
    found = []
    kinds = db.session.scalars(sa.select(File.owner_kind).distinct()).all()
    for kind in kinds:
        table = Base.metadata.tables.get(kind)
        query = sa.select(File.ref).where(File.owner_kind == kind)
        if table is not None:
            query = query.where(~sa.exists().where(table.c.id == File.owner_id))
        found += [
            Orphan(f"upload of a {kind} that is gone", ref) for ref in db.session.scalars(query)
        ]
    return found
