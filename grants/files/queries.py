"""Loading uploads. Who may read one is decided by the domain of what it belongs to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import Base, db, identity
from grants.core.errors import NotFound
from grants.files.models import Blob, File
from grants.permissions import Permission

Reader = Callable[[Actor, int], bool]

# By owner_kind; filled by the owner's domain and by those above it that give access to its files
# (an evaluator reads a proposal's documents): any one of them may allow.
readers: dict[str, tuple[Reader, ...]] = {}


@dataclass(frozen=True)
class StoredFile:
    """An upload with what is known of its content."""

    id: int
    ref: str
    name: str
    owner_kind: str
    owner_id: int
    uploaded_by_id: int | None
    uploaded_at: datetime
    sha256: str
    size: int
    media_type: str


def readable(actor: Actor, ref: str) -> StoredFile:
    """An upload the actor may read; everything else looks missing."""
    row = db.session.execute(_FILES.where(File.ref == ref)).one_or_none()
    if row is None or not actor.may(Permission.FILE_READ):
        raise NotFound
    if not any(may_read(actor, row.owner_id) for may_read in readers.get(row.owner_kind, ())):
        raise NotFound
    return StoredFile(**row._mapping)


def by_ids(file_ids: list[int]) -> dict[int, StoredFile]:
    """Uploads by id, for pages that have already decided who may see them."""
    if not file_ids:
        return {}
    rows = db.session.execute(_FILES.where(File.id.in_(file_ids)))
    return {row.id: StoredFile(**row._mapping) for row in rows}


def files_of(owner: Base) -> list[StoredFile]:
    """Every upload that belongs to a row, the newest first."""
    rows = db.session.execute(
        _FILES.where(
            File.owner_kind == owner.__tablename__, File.owner_id == identity(owner)
        ).order_by(File.uploaded_at.desc(), File.id.desc())
    )
    return [StoredFile(**row._mapping) for row in rows]


def files_by_owner(owner_kind: str, owner_ids: Iterable[int]) -> dict[int, list[StoredFile]]:
    """The uploads of many rows of one kind by the row's id, in the order of uploading."""
    wanted = tuple(owner_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        _FILES.where(File.owner_kind == owner_kind, File.owner_id.in_(wanted)).order_by(File.id)
    )
    found: dict[int, list[StoredFile]] = {}
    for row in rows:
        found.setdefault(row.owner_id, []).append(StoredFile(**row._mapping))
    return found


def known_files(owner_kind: str, digests: Iterable[str]) -> dict[str, StoredFile]:
    """By their content, those that belong to something of this kind already."""
    wanted = tuple(digests)
    if not wanted:
        return {}
    rows = db.session.execute(
        _FILES.where(File.owner_kind == owner_kind, Blob.sha256.in_(wanted)).order_by(File.id)
    )
    return {row.sha256: StoredFile(**row._mapping) for row in rows}


_FILES = sa.select(
    File.id,
    File.ref,
    File.name,
    File.owner_kind,
    File.owner_id,
    File.uploaded_by_id,
    File.uploaded_at,
    Blob.sha256,
    Blob.size,
    Blob.media_type,
).join(Blob, Blob.id == File.blob_id)
