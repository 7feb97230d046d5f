"""Content on disk under its SHA-256: received whole, checked, then put in place at once."""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.folders import files_dir
from grants.core.messages import msg
from grants.files.inspect import bare_pdf_apart, inspect_apart
from grants.files.rules import ACCEPTED, MEGABYTE, Kind, most_bytes, refusal, too_large

_CHUNK = 256 * 1024
_INCOMING = "incoming"
_IMAGES = (Kind.JPEG, Kind.PNG)
PIECES = "pieces-"  # before the name of a file that arrives in pieces


class HasContent(Protocol):
    """Anything that knows the digest of its content."""

    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True)
class Received:
    """Content that is on disk and checked, but that no row points to yet."""

    sha256: str
    size: int
    kind: Kind
    sent_size: int | None = None  # of a photo that was made smaller

    @property
    def media_type(self) -> str:
        return ACCEPTED[self.kind].media_type


def receive(stream: IO[bytes]) -> Received:
    """Take in and check an upload; raises Refused with the reason and what is accepted.

    Touches no database: call it before the first query that writes, so that nobody waits for the
    check of a large file.
    """
    temporary = incoming() / secrets.token_hex(16)
    try:
        sent = _write(stream, temporary)
        kind = inspect_apart(temporary)
        sha256 = digest_on_disk(temporary)
        size = temporary.stat().st_size
        _put(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    # What a camera writes beside a picture is not worth telling.
    smaller = kind in _IMAGES and size < sent * 0.9
    return Received(sha256, size, kind, sent if smaller else None)


def receive_at(field: str, stream: IO[bytes]) -> Received:
    """As `receive`, for a field of a form: the reason of a refusal stands there.

    Ends a transaction that has only read: nobody waits for the check of a large file.
    """
    db.session.rollback()
    try:
        return receive(stream)
    except Refused as error:
        raise Refused(error.message, {field: error.message}) from error


@dataclass(frozen=True)
class Plain:
    """Plain text on disk that a program reads: of no kind that is taken elsewhere."""

    sha256: str
    size: int
    media_type: str
    extension: str
    sent_size: int | None = None


def receive_plain(stream: IO[bytes], most: int) -> Plain:
    """Take in XML or CSV of at most `most` bytes; its reader checks it before a row points to it.

    Touches no database, as `receive`; what is refused afterwards goes with the next sweep.
    Refused when there is nothing in it, or too much.
    """
    temporary = incoming() / secrets.token_hex(16)
    try:
        try:
            size = _write(stream, temporary, most)
        except Refused:  # in words of its own: other kinds are taken here
            raise Refused(
                msg("The file is empty, or larger than %(most)s MB.", most=most // MEGABYTE)
            )
        sha256 = digest_on_disk(temporary)
        with temporary.open("rb") as file:
            is_markup = file.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")
        _put(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    media_type, extension = ("application/xml", "xml") if is_markup else ("text/csv", "csv")
    return Plain(sha256, size, media_type, extension)


def keep_made(content: bytes, kind: Kind) -> Received:
    """Content this system made itself (a receipt): stored likewise, without the check."""
    temporary = incoming() / secrets.token_hex(16)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with temporary.open("xb") as file:
            file.write(content)
            sync(file)
        _put(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    return Received(sha256, len(content), kind)


def keep_bare(content: HasContent, kind: Kind) -> Received:
    """The same pages or picture without what tells who made it; raises Refused for a kind that
    cannot be made so. A picture was bared when it came in."""
    if kind in _IMAGES:
        return Received(content.sha256, path_of(content.sha256).stat().st_size, kind)
    if kind is not Kind.PDF:
        raise Refused(msg("Only a PDF or a picture can be shown without telling who made it."))
    temporary = incoming() / secrets.token_hex(16)
    try:
        bare_pdf_apart(path_of(content.sha256), temporary)
        sha256, size = digest_on_disk(temporary), temporary.stat().st_size
        _put(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    return Received(sha256, size, kind)


def path_of(sha256: str) -> Path:
    return files_dir() / sha256[:2] / sha256[2:4] / sha256


def open_content(file: HasContent) -> BinaryIO:
    """The bytes of an upload, for reading; NotFound when the disk has lost them."""
    try:
        return path_of(file.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound


def opener(file: HasContent) -> Callable[[], BinaryIO]:
    """What opens the bytes of an upload later, when the request that asked is over.

    NotFound now when the disk has lost them.
    """
    path = path_of(file.sha256)
    if not path.exists():
        raise NotFound
    return partial(_opened, path)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def stored_digests() -> Iterator[tuple[str, Path]]:
    """Every content on disk with its path."""
    for path in sorted(files_dir().glob("??/??/*")):
        yield path.name, path


def digest_on_disk(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop_incoming(older_than_seconds: float = 86_400) -> int:
    """Remove uploads that broke off; how many. What arrives in pieces has a time of its own."""
    dropped = 0
    for path in incoming().iterdir():
        if path.name.startswith(PIECES):
            continue
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > older_than_seconds:
                path.unlink()
                dropped += 1
    return dropped


def _write(stream: IO[bytes], target: Path, most: int = 0) -> int:
    """Onto disk, as far as `most` or else its kind allows; how many bytes."""
    size = 0
    with target.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            most = most or most_bytes(chunk)
            size += len(chunk)
            if size > most:
                raise Refused(too_large(most))
            file.write(chunk)
        if size == 0:
            raise Refused(refusal(msg("The file is empty.")))
        sync(file)
    return size


def _put(temporary: Path, sha256: str) -> None:
    """Into its place, all or nothing; the same content is stored once."""
    final = path_of(sha256)
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary.chmod(0o600)
    with temporary.open("rb") as file:
        sync(file)
    os.replace(temporary, final)
    for folder in (final.parent, final.parent.parent, files_dir()):
        sync_folder(folder)


def sync(file: BinaryIO | IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def incoming() -> Path:
    """The folder of what is on its way."""
    folder = files_dir() / _INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
