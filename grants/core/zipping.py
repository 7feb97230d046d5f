"""An archive sent while it is made: memory holds one chunk, whatever the archive carries."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

CHUNK = 256 * 1024
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the format knows no day before


@dataclass(frozen=True)
class Entry:
    """One file of an archive: where it lies in it, since when, and its bytes or how to open them.

    `folded` packs the bytes; documents and pictures are packed already.
    """

    path: str
    at: datetime
    content: bytes | Callable[[], BinaryIO]
    folded: bool = True


class _Outlet:
    """What a zip file is written to: it can be drained, and never be gone back in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written stays to be drained."""

    def drain(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def archive(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The bytes of the archive, chunk by chunk; what two entries call alike gets a number."""
    outlet, taken = _Outlet(), set[str]()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as book:
        for entry in entries:
            info = zipfile.ZipInfo(_free(entry.path, taken), _moment(entry.at))
            info.compress_type = zipfile.ZIP_DEFLATED if entry.folded else zipfile.ZIP_STORED
            with book.open(info, "w", force_zip64=True) as target:
                for chunk in _chunks(entry.content):
                    target.write(chunk)
                    yield outlet.drain()
            yield outlet.drain()
    yield outlet.drain()


def _chunks(content: bytes | Callable[[], BinaryIO]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content() as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    return max(EARLIEST, (at.year, at.month, at.day, at.hour, at.minute, at.second))


def _free(path: str, taken: set[str]) -> str:
    """The path, or one with a number before its ending; file systems may ignore case."""
    stem, dot, ending = path.rpartition(".")
    found, n = path, 1
    while found.casefold() in taken:
        n += 1
        found = f"{stem} ({n}){dot}{ending}" if dot else f"{path} ({n})"
    taken.add(found.casefold())
    return found
