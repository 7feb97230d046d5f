"""An image without what a camera wrote beside it (place, device, time): not one pixel is touched.

What is kept decides how the picture looks: its colours, its size in print. All the rest goes,
and with it whatever follows the end of the image (phones append videos there).
"""

import re
import struct

_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_START_OF_SCAN, _END = 0xDA, 0xD9
_BESIDE = {0xFE, *range(0xE0, 0xF0)}  # comments and what applications add
_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs"}
_JFIF_BARE = 16  # longer, and it holds a thumbnail


class Cut(ValueError):
    """The file ends before its image does."""


def bare_jpeg(data: bytes) -> bytes:
    """The same JPEG with its colours and nothing else beside the image."""
    kept, at = [data[:2]], 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(data) and data[at : at + 2] != b"\xff\xd9":
            raise Cut
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise Cut
        if marker == _END:
            return b"".join([*kept, data[at : at + 2]])
        end = at + 2
        if marker not in _ALONE:
            end += int.from_bytes(data[end : end + 2])
        if marker == _START_OF_SCAN:
            after = _SCAN_ENDS.search(data, end)
            if after is None:
                raise Cut
            end = after.start()
        segment = data[at:end]
        if marker not in _BESIDE or _colours(marker, segment):
            kept.append(segment)
        at = end


def _colours(marker: int, segment: bytes) -> bool:
    """Is the picture shown otherwise without this?"""
    said = segment[4:]
    match marker:
        case 0xE0:
            return said.startswith(b"JFIF\0") and len(segment) == _JFIF_BARE + 2
        case 0xE2:
            return said.startswith(b"ICC_PROFILE\0")
        case 0xEE:
            return said.startswith(b"Adobe")
    return False


def bare_png(data: bytes) -> bytes:
    """The same PNG with its colours and nothing else beside the image."""
    kept, at = [data[:8]], 8
    while True:
        if at + 12 > len(data):
            raise Cut
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind[:1].isupper() or kind in _PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
