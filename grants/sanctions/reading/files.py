"""Which of the two formats a file is, by how it begins."""

from pathlib import Path

from grants.core.messages import msg
from grants.sanctions.reading.columns import read_columns
from grants.sanctions.reading.consolidated import read_consolidated
from grants.sanctions.reading.entries import NotAList, ReadList, check_entries

_HEAD = 1024
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")


def read_list(path: Path) -> ReadList:
    """What the file names; NotAList with the reason in words."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_PACKED):
            raise NotAList(
                msg(
                    "This is a spreadsheet, an archive or a PDF. Send the list as XML, or save the "
                    "spreadsheet as “CSV UTF-8”."
                )
            )
        file.seek(0)
        if is_markup(head):
            entries, dated_on = read_consolidated(file)
            found = ReadList(entries, dated_on)
        else:
            found = ReadList(read_columns(file.read()), None)
    check_entries(found.entries)
    return found


def is_markup(head: bytes) -> bool:
    """Does it begin as XML or HTML does?"""
    bare = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")
    return bare.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip().startswith(b"<")
