"""What other programs make of a file, and what hostile ones hide in it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from flask import Flask

from grants.calls.models import QuestionKind as K
from grants.core.errors import Refused
from grants.files.rules import Kind
from grants.proposals.offline.apart import open_apart
from grants.proposals.offline.book_reading import read_book
from grants.proposals.offline.frames import TooMuch
from grants.proposals.offline.marks import find_slot_mark
from grants.proposals.offline.word_reading import read_word
from tests.proposals.offline_forms import as_book, as_word, form, read
from tests.proposals.offline_hands import W, changed, table_of, write_cell


def without_controls(document: Any) -> None:
    """Google Docs: the tables stay, the content controls go."""
    for control in list(document.element.body.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        for child in list(content):
            control.addprevious(child)
        control.getparent().remove(control)


def without_codes(document: Any) -> None:
    """Somebody tidied the grey rows; the tags are still there."""
    for table in list(document.element.body.iter(f"{W}tbl")):
        for text in next(table.iter(f"{W}tr")).iter(f"{W}t"):
            if find_slot_mark(text.text or ""):
                text.text = ""


def with_long_hyphens(document: Any) -> None:
    for text in document.element.body.iter(f"{W}t"):
        if find_slot_mark(text.text or "") or "CF1/" in (text.text or ""):
            text.text = text.text.replace("-", "–")


def as_paragraphs(document: Any) -> None:
    """Tables turned into text: a mark, then the answer, up to the next head."""
    without_controls(document)
    for table in list(document.element.body.iter(f"{W}tbl")):
        if all(len(row.findall(f"{W}tc")) == 1 for row in table.iter(f"{W}tr")):
            for paragraph in list(table.iter(f"{W}p")):
                table.addprevious(paragraph)
            table.getparent().remove(table)


@pytest.mark.parametrize(
    "hand", [without_controls, without_codes, with_long_hyphens, as_paragraphs]
)
def test_answers_survive_what_programs_do(
    app: Flask, tmp_path: Path, hand: Callable[[Any], None]
) -> None:
    asked = form()
    answers = {"short_text": "Water", "long_text": "One\n\nTwo\tthree", "single_choice": "x"}
    answers |= {"yes_no": True, "number": 12}
    found = read(asked, changed(as_word(asked, answers), hand), tmp_path)
    assert {code: found.answers[code] for code in answers} == answers
    assert found.unread == {}


def rewritten(number: int, xml: str) -> Callable[[Any], None]:
    """The answer of a question replaced by paragraphs in XML."""

    def change(document: Any) -> None:
        cell = list(table_of(document, number).iter(f"{W}tr"))[1].find(f".//{W}tc")
        write_cell(cell, "")
        parts = parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")
        first = next(cell.iter(f"{W}p"))
        for part in list(parts):
            first.addprevious(part)
        first.getparent().remove(first)

    return change


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            f"<w:p>{run('Kept ')}<w:del>{run('gone')}</w:del><w:ins>{run('come')}</w:ins></w:p>",
            "Kept come",
        ),
        (f"<w:p>{run('a')}<w:r><w:br/></w:r>{run('b')}</w:p><w:p/>", "a\nb"),
        (
            f"<w:p><w:moveFrom>{run('old')}</w:moveFrom><w:hyperlink>{run('new')}</w:hyperlink></w:p>",
            "new",
        ),
        (
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="99"/></w:numPr></w:pPr>'
            f"{run('a bullet of Word')}</w:p>",
            "- a bullet of Word",
        ),
        (
            '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>'
            + run("x")
            + "</w:p>",
            "x",
        ),
        (f"<w:p>{run('a')}<w:r><w:noBreakHyphen/></w:r>{run('b')}</w:p>", "a\u2011b"),
    ],
)
def test_texts_are_read_as_word_shows_them(app: Flask, tmp_path: Path, xml: str, text: str) -> None:
    asked = form()
    number = next(n for n, q in enumerate(asked.questions(), 1) if q.kind is K.LONG_TEXT)
    found = read(asked, changed(as_word(asked, {}), rewritten(number, xml)), tmp_path)
    assert found.answers["long_text"] == text


def test_a_question_copied_in_the_file_is_refused_when_its_copies_differ(
    app: Flask, tmp_path: Path
) -> None:
    from copy import deepcopy

    asked = form()
    data = as_word(asked, {"short_text": "Water"})

    def copy(document: Any) -> None:
        table = table_of(document, 1)
        table.addnext(deepcopy(table))

    assert read(asked, changed(data, copy), tmp_path).answers["short_text"] == "Water"

    def copy_and_write(document: Any) -> None:
        copy(document)
        write_cell(list(table_of(document, 1).iter(f"{W}tr"))[1].find(f".//{W}tc"), "Light")

    found = read(asked, changed(data, copy_and_write), tmp_path)
    assert "twice" in str(found.unread["short_text"][0])


def zipped(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", body)
    return out.getvalue()


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        f"<w:document {nsdecls('w')}>{nested(400)}</w:document>",
        "<a>" + " " * 31_000_000 + "</a>",
        "no markup",
    ],
    ids=["entities", "depth", "size", "nothing"],
)
def test_a_hostile_file_ends_its_own_process_only(app: Flask, tmp_path: Path, body: str) -> None:
    path = tmp_path / "stored"
    path.write_bytes(zipped(body))
    with pytest.raises((ValueError, TooMuch)):
        read_word(path)
    with pytest.raises(Refused, match="cannot be opened"):
        open_apart(path, Kind.DOCX)


def test_a_sheet_of_endless_rows_is_refused(app: Flask, tmp_path: Path) -> None:
    asked = form()
    data = as_book(asked, {})
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[-2]
    for row in range(7, 1_100):
        sheet.cell(row, 1, "again")
    path = tmp_path / "stored"
    book.save(path)
    with pytest.raises(TooMuch):
        read_book(path)
