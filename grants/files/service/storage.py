"""Content on disk under its SHA-256: received whole, checked, then put in place at once."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from grants.core.errors import NotFound, Refused
from grants.core.folders import files_dir
from grants.core.messages import msg
from grants.files.inspect import inspect_apart
from grants.files.rules import ACCEPTED, MAX_BYTES, MEGABYTE, Kind, refusal

_CHUNK = 256 * 1024
_INCOMING = "incoming"


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

    @property
    def media_type(self) -> str:
        return ACCEPTED[self.kind].media_type


def receive(stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Received:
    """Take in and check an upload; raises Refused with the reason and what is accepted.

    Touches no database: call it before the first query that writes, so that nobody waits for the
    check of a large file.
    """
    temporary = _folder(_INCOMING) / secrets.token_hex(16)
    try:
        sha256, size = _write(stream, temporary, max_bytes)
        kind = inspect_apart(temporary)
        _put(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    return Received(sha256, size, kind)


def receive_at(field: str, stream: IO[bytes]) -> Received:
    """As `receive`, for a field of a form: the reason of a refusal stands there."""
    try:
        return receive(stream)
    except Refused as error:
        raise Refused(error.message, {field: error.message}) from error


def keep_made(content: bytes, kind: Kind) -> Received:
    """Content this system made itself (a receipt): stored likewise, without the check."""
    temporary = _folder(_INCOMING) / secrets.token_hex(16)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with temporary.open("xb") as file:
            file.write(content)
            _sync(file)
        _put(temporary, sha256)
    finally:
        temporary.unlink(missing_ok=True)
    return Received(sha256, len(content), kind)


def path_of(sha256: str) -> Path:
    return files_dir() / sha256[:2] / sha256[2:4] / sha256


def open_content(file: HasContent) -> BinaryIO:
    """The bytes of an upload, for reading; NotFound when the disk has lost them."""
    try:
        return path_of(file.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound


def stored_digests() -> Iterator[tuple[str, Path]]:
    """Every content on disk with its path."""
    for path in sorted(files_dir().glob("??/??/*")):
        yield path.name, path


def digest_on_disk(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop_incoming(older_than_seconds: float = 86_400) -> int:
    """Remove uploads that broke off; how many."""
    dropped = 0
    for path in _folder(_INCOMING).iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > older_than_seconds:
                path.unlink()
                dropped += 1
    return dropped


def _write(stream: IO[bytes], target: Path, max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise Refused(
                    refusal(
                        msg("This file is larger than %(most)s MB.", most=max_bytes // MEGABYTE)
                    )
                )
            digest.update(chunk)
            file.write(chunk)
        if size == 0:
            raise Refused(refusal(msg("The file is empty.")))
        _sync(file)
    return digest.hexdigest(), size


def _put(temporary: Path, sha256: str) -> None:
    """Into its place, all or nothing; the same content is stored once."""
    final = path_of(sha256)
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary.chmod(0o600)
    os.replace(temporary, final)
    for folder in (final.parent, final.parent.parent, files_dir()):
        _sync_folder(folder)


def _sync(file: BinaryIO | IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder(name: str) -> Path:
    folder = files_dir() / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
