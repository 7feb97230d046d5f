"""The consolidated list of the UN Security Council as XML (scsanctions.un.org, consolidated.xsd).

Read as a stream: a file that declares a document type or entities is refused before any of them
could grow or fetch something, and only the texts of the elements we know are kept.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import BinaryIO
from xml.parsers import expat

from grants.core.messages import Message, msg
from grants.sanctions.models import ListedKind
from grants.sanctions.reading.entries import (
    LONGEST_NOTE,
    MOST_ENTRIES,
    Alias,
    Entry,
    NotAList,
    made,
)

ROOT = "CONSOLIDATED_LIST"
_KINDS = {"INDIVIDUAL": ListedKind.PERSON, "ENTITY": ListedKind.ENTITY}
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_DEEPEST = 12
_CHUNK = 64 * 1024
_BORN = ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR")


def read_consolidated(file: BinaryIO) -> tuple[list[Entry], date]:
    """Its entries and its date; NotAList with the reason."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_declarations
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if not reader.began:
            raise NotAList(_another(""))
        raise NotAList(
            msg(
                "The file is damaged or breaks off: line %(line)s cannot be read.",
                line=error.lineno,
            )
        )
    if reader.dated_on is None:
        raise NotAList(msg("The file does not say of which day it is (dateGenerated)."))
    return reader.entries, reader.dated_on


def _refuse_declarations(*_: object) -> None:
    raise NotAList(
        msg(
            "The file declares a document type or entities of its own, which the list of the "
            "Security Council does not. It may have been made to do harm."
        )
    )


def _another(root: str) -> Message:
    if not root:
        return msg(
            "This is not the consolidated list of the UN Security Council, nor a CSV file. "
            "Download it as XML."
        )
    return msg(
        "This is not the consolidated list of the UN Security Council: it begins with “%(root)s”. "
        "Download it as XML, not as a page.",
        root=root[:40],
    )


class _Reader:
    """Keeps the texts of one entry at a time, by the path of their element inside it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.dated_on: date | None = None
        self.began = False
        self._path: list[str] = []
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self._rows: list[dict[str, str]] = []  # of the group of elements we are in, one a group
        self._groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self._said: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._path:
            if tag != ROOT:
                raise NotAList(_another(tag))
            self.began = True
            self.dated_on = _day(attributes.get("dateGenerated", ""))
        self._path.append(tag)
        if len(self._path) > _DEEPEST:
            raise NotAList(msg("The file is not built like the list of the Security Council."))
        if len(self._path) == 3 and tag in _KINDS:
            self._texts.clear()
            self._groups.clear()
        elif len(self._path) == 4:
            self._rows = [{}]
        self._said = []

    def text(self, data: str) -> None:
        if sum(map(len, self._said)) < LONGEST_NOTE:
            self._said.append(data)

    def end(self, tag: str) -> None:
        words = "".join(self._said).strip()
        self._said = []
        depth = len(self._path)
        self._path.pop()
        if depth == 4:
            if words:
                self._texts[tag].append(words)
            if self._rows and self._rows[0]:
                self._groups[tag].append(self._rows[0])
        elif depth == 5 and words:
            self._rows[0][tag] = f"{self._rows[0].get(tag, '')} {words}".strip()
        elif depth == 3 and tag in _KINDS:
            self._finish(tag)

    def _finish(self, tag: str) -> None:
        if len(self.entries) >= MOST_ENTRIES:
            raise NotAList(msg("The file names more than %(most)s.", most=MOST_ENTRIES))
        one = self._one
        reference = one("REFERENCE_NUMBER") or one("DATAID")
        self.entries.append(
            made(
                _KINDS[tag],
                " ".join(part for part in map(one, _NAMES) if part),
                msg("Entry %(reference)s", reference=reference or len(self.entries) + 1),
                reference=reference,
                aliases=[
                    Alias(row.get("ALIAS_NAME", ""), row.get("QUALITY", ""))
                    for row in self._groups[f"{tag}_ALIAS"]
                ],
                original=one("NAME_ORIGINAL_SCRIPT"),
                births=[_born(row) for row in self._groups["INDIVIDUAL_DATE_OF_BIRTH"]],
                nationalities=[row.get("VALUE", "") for row in self._groups["NATIONALITY"]],
                listed_on=one("LISTED_ON")[:10],
                note="\n".join(self._texts["COMMENTS1"]),
            )
        )

    def _one(self, tag: str) -> str:
        return " ".join(self._texts.get(tag, ()))


def _born(row: dict[str, str]) -> str:
    """“1970-05-01”, “1965”, “1965–1969”."""
    day, year, first, last = (row.get(tag, "") for tag in _BORN)
    return day[:10] or year or "–".join(part for part in (first, last) if part)


def _day(text: str) -> date | None:
    """Of `dateGenerated`: an instant in UTC, or a day."""
    for read in (datetime.fromisoformat, _european):
        try:
            return read(text.strip()).date()
        except ValueError:
            continue
    return None


def _european(text: str) -> datetime:
    return datetime.strptime(text[:10], "%d/%m/%Y")  # noqa: DTZ007  (a day, no instant)
