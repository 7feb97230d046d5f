"""What is read in a list, and that nothing else is taken for one."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from grants.sanctions.models import ListedKind
from grants.sanctions.reading import Alias, Entry, NotAList, read_list
from tests.files.samples import pdf
from tests.sanctions.lists import CSV, ENTITY, consolidated


def read(tmp_path: Path, content: bytes) -> tuple[list[Entry], date | None]:
    path = tmp_path / "list"
    path.write_bytes(content)
    found = read_list(path)
    return list(found.entries), found.dated_on


def test_the_consolidated_list_is_read_whole(tmp_path: Path) -> None:
    entries, day = read(tmp_path, consolidated())
    assert day == date(2026, 3, 3)
    assert entries == [
        Entry(
            kind=ListedKind.PERSON,
            name="Yusuf Karim Tamimov",
            reference="QDi.901",
            aliases=(Alias("Abu Falcon of Quillona", "Good"), Alias("The Falconer", "Low")),
            original="يوسف كريم تميموف",
            births=("1965–1969",),
            nationalities=("Valdoria",),
            listed_on="2015-03-01",
            note="Invented & harmless.",
        ),
        Entry(
            kind=ListedKind.ENTITY,
            name="Golden Falcon Trading of Valdoria",
            reference="QDe.902",
            aliases=(Alias("GFT Valdoria", "a.k.a."),),
            listed_on="2016-04-05",
        ),
    ]


def test_an_entry_is_stored_and_read_back_the_same(tmp_path: Path) -> None:
    for entry in read(tmp_path, consolidated())[0]:
        assert Entry.of(entry.kind, entry.reference, entry.name, entry.details()) == entry


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.encode("utf-16"),
        b"Full Name;A.K.A.;TYPE;Ref.\r\nSokha Narith;S. N.|Sok Naritha;Individual;X1\r\n",
        b"\nkind\tNombre\tOther names\tid\n"[1:]
        + b"p\tSokha Narith\tS. N.|Sok Naritha\tX1\n\n\t\n",
    ],
)
def test_a_csv_is_read_however_its_columns_are_headed(tmp_path: Path, content: bytes) -> None:
    entries, day = read(tmp_path, content)
    assert day is None
    assert entries == [
        Entry(
            kind=ListedKind.PERSON,
            name="Sokha Narith",
            reference="X1",
            aliases=(Alias("S. N."), Alias("Sok Naritha")),
        )
    ]


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><CONSOLIDATED_LIST dateGenerated="2026-03-03">&c;'
    b"</CONSOLIDATED_LIST>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<CONSOLIDATED_LIST dateGenerated="2026-03-03">&x;</CONSOLIDATED_LIST>'
)
ELSEWHERE = b'<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://example.org/a.dtd"><CONSOLIDATED_LIST/>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LAUGHS, "entities of its own"),
        (OUTSIDE, "entities of its own"),
        (ELSEWHERE, "entities of its own"),
        (b"<html><body><h1>Not found</h1></body></html>", "begins with “html”"),
        (b"<!DOCTYPE html><html></html>", "entities of its own"),
        (consolidated()[:-60], "damaged or breaks off: line"),
        (consolidated("", ""), "names nobody"),
        (consolidated(day="soon"), "of which day"),
        (consolidated(ENTITY.replace("ENTITY", "INDIVIDUAL").replace("Golden", "G" * 600)), "500"),
        (consolidated("<INDIVIDUAL><DATAID>7</DATAID></INDIVIDUAL>"), "Entry 7 has no name"),
        (consolidated("<a>" * 5000), "not built like"),
        (b"< this is no markup", "nor a CSV file"),
        (pdf(), "spreadsheet, an archive or a PDF"),
        (gzip.compress(b"<" * 9_000_000), "spreadsheet, an archive or a PDF"),
        (b"name,kind\nSok\xe9,person\n", "not text in UTF-8"),
        (b"name,kind\nA\x00B,person\n", "not text"),
        (b"hello\nworld\n", "It says: hello."),
        (b"\n", "The first row must head"),
        (b"name,kind\n", "names nobody"),
        (b"name,kind\nSokha,ship\n", "Row 2 does not say whether"),
        (b"name,kind\n--,person\n", "Row 2 has no name"),
        (b'name,kind\n"Sokha,person\n', "a quotation mark is missing"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(NotAList) as caught:
        read(tmp_path, content)
    assert words in str(caught.value)
    assert "Nothing was changed: the list in force stays." in str(caught.value)


def test_a_list_longer_than_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAList, match="more than 50000"):
        read(tmp_path, b"name,kind\n" + b"Sokha,person\n" * 50_001)
