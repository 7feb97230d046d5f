"""The contents of an archive of proposals, and its index: what is in it, with size and digest."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from grants.core import clock
from grants.core.i18n import country, gettext as _
from grants.core.pdf import PdfFailed
from grants.core.spreadsheets import WIDTH, Cell, book_of
from grants.core.zipping import Entry
from grants.desk.queries.dossiers import Dossier
from grants.files.rules import Kind, clean_name
from grants.files.service import path_of

LONGEST_TITLE = 60
WIDE = 50

# The document of a proposal; None, or PdfFailed, when there is none.
Made = Callable[[Dossier], bytes | None]


@dataclass(frozen=True)
class _Words:
    """What the index says, in the reader's language, before the first byte leaves."""

    sheet: str
    heads: list[str]
    submitted: str
    not_made: str
    missing: str
    never: str


def entries_of(refs: Sequence[str], found: Sequence[Dossier], make: Made) -> Iterator[Entry]:
    """A folder for each proposal, then the index.

    Words and places on disk are settled now; what is answered asks neither the database nor the
    application while the archive is sent.
    """
    words = _Words(
        sheet=_("Contents"),
        heads=[
            _("Reference"),
            _("Title"),
            _("City"),
            _("Country"),
            _("File"),
            _("Size in bytes"),
            _("SHA-256"),
            _("Note"),
        ],
        submitted=_("What was submitted"),
        not_made=_("This document could not be made"),
        missing=_("The file is missing on disk"),
        never=_("Never submitted in this system: no document"),
    )
    about: dict[str, list[Cell]] = {
        one.ref: [one.ref, one.title, one.city, country(one.country)] for one in found
    }
    places = {file.sha256: path_of(file.sha256) for one in found for _code, file in one.files}
    return _entries(refs, {one.ref: one for one in found}, make, words, about, places)


def _entries(
    refs: Sequence[str],
    by_ref: Mapping[str, Dossier],
    make: Made,
    words: _Words,
    about: Mapping[str, list[Cell]],
    places: Mapping[str, Path],
) -> Iterator[Entry]:
    rows: list[list[Cell]] = []
    for ref in refs:
        one = by_ref.get(ref)
        if one is None:
            rows.append([ref, *[None] * 6, words.never])
            continue
        for entry, line in _proposal(one, make, words, places):
            rows.append([*about[ref], *line])
            if entry is not None:
                yield entry
    widths = [WIDTH, WIDE, WIDTH, WIDTH, WIDE, WIDTH, WIDE]
    index = book_of(words.sheet, words.heads, rows, widths)
    yield Entry("index.xlsx", clock.now(), index, folded=False)


def _proposal(
    one: Dossier, make: Made, words: _Words, places: Mapping[str, Path]
) -> Iterator[tuple[Entry | None, list[Cell]]]:
    """Each file with its line of the index: path, size, digest, note."""
    folder = folder_of(one)
    path = f"{folder}/{one.ref}.pdf"
    content = _tried(one, make)
    if content is None:
        yield None, [path, None, None, words.not_made]
    else:
        digest = hashlib.sha256(content).hexdigest()
        entry = Entry(path, one.submitted_at, content, folded=False)
        yield entry, [path, len(content), digest, words.submitted]
    taken: set[str] = set()
    for code, file in one.files:
        path, place = _free(f"{folder}/{code}-{file.name}", taken), places[file.sha256]
        if not place.exists():
            yield None, [path, file.size, file.sha256, words.missing]
            continue
        entry = Entry(path, file.uploaded_at, partial(_opened, place), folded=False)
        yield entry, [path, file.size, file.sha256, code]


def _opened(place: Path) -> BinaryIO:
    return place.open("rb")


def _tried(one: Dossier, make: Made) -> bytes | None:
    try:
        return make(one)
    except PdfFailed:  # the index says so; the others must not suffer
        return None


def folder_of(one: Dossier) -> str:
    """`ABCDEFGHJK Upgrading with migrants`: safe on every disk, unique by its reference."""
    name = clean_name(one.title[:LONGEST_TITLE] or one.ref, Kind.PDF).removesuffix(".pdf")
    return f"{one.ref} {name}"


def _free(path: str, taken: set[str]) -> str:
    """Two files of one question under one name: the second says so."""
    stem, dot, ending = path.rpartition(".")
    found, n = path, 1
    while found.casefold() in taken:
        n += 1
        found = f"{stem} ({n}){dot}{ending}"
    taken.add(found.casefold())
    return found
