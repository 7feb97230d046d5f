"""A list as CSV: a name in each row, its other names, whom it names, where it stands."""

import csv
import io
from collections.abc import Iterator, Mapping

from grants.core.messages import Message, msg
from grants.core.text import fold
from grants.sanctions.models import ListedKind
from grants.sanctions.reading.entries import MOST_ENTRIES, Alias, Entry, NotAList, made

COLUMNS = ("name", "aliases", "kind", "reference", "listed_on", "note")
_NEEDED = ("name", "kind")
# How people head their columns, without case, spaces and marks.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "names", "nom", "nombre", "nome", "primaryname"),
    "aliases": ("aliases", "alias", "aka", "alsoknownas", "othernames", "alternatenames"),
    "kind": ("kind", "type", "entitytype", "category", "entrytype"),
    "reference": ("reference", "ref", "referencenumber", "id", "dataid", "permanentreference"),
    "listed_on": ("listedon", "listed", "datelisted", "dateoflisting", "listingdate"),
    "note": ("note", "notes", "comment", "comments", "comments1", "remarks"),
}
_KINDS: Mapping[str, ListedKind] = {
    **dict.fromkeys(("person", "individual", "p", "i", "people"), ListedKind.PERSON),
    **dict.fromkeys(
        ("entity", "organisation", "organization", "e", "o", "group", "company"), ListedKind.ENTITY
    ),
}


def read_columns(data: bytes) -> list[Entry]:
    """Its entries in their order; NotAList names the line that is wrong."""
    text = _decoded(data)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(_entries(rows))
    except csv.Error:
        raise NotAList(
            msg("Line %(line)s cannot be read: a quotation mark is missing.", line=rows.line_num)
        )


def _entries(rows: Iterator[list[str]]) -> Iterator[Entry]:
    places = _places(next(rows, []))
    for n, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        if n > MOST_ENTRIES + 1:
            raise NotAList(msg("The file names more than %(most)s.", most=MOST_ENTRIES))
        cells = {name: row[i] if i < len(row) else "" for name, i in places.items()}
        yield _entry(cells, msg("Row %(n)s", n=n))


def _entry(cells: Mapping[str, str], where: Message) -> Entry:
    kind = _KINDS.get(_bare(cells["kind"]))
    if kind is None:
        raise NotAList(
            msg("%(where)s does not say whether it names a person or an entity.", where=where)
        )
    aliases = cells.get("aliases", "").replace("|", ";").split(";")
    return made(
        kind,
        cells["name"],
        where,
        aliases=[Alias(alias) for alias in aliases],
        reference=cells.get("reference", ""),
        listed_on=cells.get("listed_on", ""),
        note=cells.get("note", ""),
    )


def _places(header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for i, heading in enumerate(header):
        for name, headings in _HEADINGS.items():
            if _bare(heading) in headings:
                found.setdefault(name, i)
    if not set(_NEEDED) <= set(found):
        raise NotAList(
            msg(
                "The first row must head the columns: %(needed)s, and if there are any also "
                "%(others)s. It says: %(found)s.",
                needed=", ".join(_NEEDED),
                others=", ".join(name for name in COLUMNS if name not in _NEEDED),
                found=", ".join(heading.strip() for heading in header)[:200] or "–",
            )
        )
    return found


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise NotAList(
            msg("The file is not text in UTF-8. Save it as “CSV UTF-8” in the spreadsheet.")
        )
    if "\x00" in text:
        raise NotAList(msg("The file is not text. Save it as “CSV UTF-8” in the spreadsheet."))
    return text


def _bare(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())
