"""Names of uploads: kept as people gave them, made harmless."""

import re
import unicodedata

from grants.core.text import clean_line
from grants.files.rules.kinds import ACCEPTED, Kind

MAX_NAME = 120  # code points, without the extension
MAX_NAME_BYTES = 200  # file systems stop at 255 bytes

_FORBIDDEN = re.compile(r'[\\/:*?"<>|;%]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def clean_name(name: str, kind: Kind) -> str:
    """A safe name that ends as its content is: `../../letter.exe` (a PDF) → `letter.exe.pdf`.

    Directional overrides and other invisible characters go (they can make `fdp.exe` look like
    `exe.pdf`); letters of every script stay.
    """
    return name_ending(name, ACCEPTED[kind].extensions)


def name_ending(name: str, extensions: tuple[str, ...]) -> str:
    """A safe name with one of these extensions, the first when it has none of them."""
    last = re.split(r"[\\/]", clean_line(name))[-1]
    visible = "".join(c for c in last if unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cn"))
    safe = clean_line(_FORBIDDEN.sub("_", visible)).strip(". ")
    stem, dot, extension = safe.rpartition(".")
    if not dot or extension.casefold() not in extensions:
        stem, extension = safe, extensions[0]
    stem = _shortened(stem.strip(". ")) or "document"
    if _RESERVED.match(stem.split(".")[0]):
        stem = f"_{stem}"
    return f"{stem}.{extension.casefold()}"


def _shortened(stem: str) -> str:
    short = stem[:MAX_NAME]
    while len(short.encode()) > MAX_NAME_BYTES:
        short = short[:-1]
    return short.strip(". ")
