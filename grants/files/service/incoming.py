"""The file of an upload that arrives in pieces: one writer at a time, synced before it counts."""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.files.service.storage import PIECES, incoming, sync, sync_folder

_CHUNK = 256 * 1024
_A_DAY = 86_400  # seconds


class Busy(Exception):
    """Another request writes this file just now."""


class Altered(Exception):
    """A piece arrived other than it was sent."""


class Digest(Protocol):
    """What takes note of bytes."""

    def update(self, data: bytes, /) -> None: ...


def begin(ref: str) -> None:
    """An empty file, there to stay."""
    os.close(os.open(_path(ref), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    sync_folder(incoming())


def length(ref: str) -> int:
    """How much is there; nothing when the file is lost."""
    try:
        return _path(ref).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def opened(ref: str, *, wait: bool = False) -> Iterator[BinaryIO]:
    """The file, for this request alone; Busy when another has it (whose death frees it)."""
    try:
        file = _path(ref).open("rb+")
    except FileNotFoundError:
        raise NotFound
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy
        yield file


def write(file: BinaryIO, at: int, stream: IO[bytes], room: int, digest: Digest | None) -> int:
    """Write what the stream brings from byte `at` on and sync it; how much it was.

    What was there behind (a piece that was never acknowledged) goes.
    """
    file.seek(at)
    count = 0
    while chunk := stream.read(_CHUNK):
        count += len(chunk)
        if count > room:
            raise Refused(msg("More bytes came than this file has. Choose the file again."))
        if digest is not None:
            digest.update(chunk)
        file.write(chunk)
    file.truncate(at + count)
    sync(file)
    return count


def drop(refs: Iterable[str]) -> None:
    for ref in refs:
        _path(ref).unlink(missing_ok=True)


def drop_strangers(known: Set[str]) -> int:
    """Remove files no row knows of (the transaction that began them failed); how many."""
    dropped = 0
    for path in incoming().glob(f"{PIECES}*"):
        with suppress(FileNotFoundError):
            old = time.time() - path.stat().st_mtime > _A_DAY
            if old and path.name.removeprefix(PIECES) not in known:
                path.unlink()
                dropped += 1
    return dropped


def _path(ref: str) -> Path:
    return incoming() / f"{PIECES}{ref}"
