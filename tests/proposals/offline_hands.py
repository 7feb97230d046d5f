"""A team that fills its file by hand, in Word or in Excel."""

import io
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import openpyxl
import sqlalchemy as sa
from docx import Document
from docx.oxml.ns import qn

from grants.core.db import db
from grants.proposals.models import OfflineUpload
from grants.proposals.offline.marks import find_slot_mark
from grants.proposals.queries import content
from tests.browsing import Browser, Page
from tests.proposals.writing import City

W = qn("w:p").removesuffix("p")


def url(of: City, rest: str = "") -> str:
    return f"/proposals/{of.proposal.ref}/offline{rest}"


def word(browser: Browser, of: City) -> bytes:
    answer = browser.get(url(of, "/form.docx"))
    assert answer.status == 200
    return answer.response.data


def book(browser: Browser, of: City) -> bytes:
    answer = browser.get(url(of, "/tables.xlsx"))
    assert answer.status == 200
    return answer.response.data


def send(browser: Browser, of: City, data: bytes, name: str = "form.docx") -> Page:
    form = browser.get(url(of)).form("Send and compare")
    return form.submit({"file": (io.BytesIO(data), name)}, "Send and compare")


def number_of(of: City, code: str) -> int:
    """The number of a question in the form, as marks have it."""
    from grants.calls.queries import form_of

    codes = [q.code for q in form_of(of.call).questions()]
    return codes.index(code) + 1


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The document after somebody's hand."""
    document = Document(io.BytesIO(data))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def table_of(document: Any, number: int) -> Any:
    """The frame of a question as XML."""
    for table in document.element.body.iter(f"{W}tbl"):
        row = next(table.iter(f"{W}tr"))
        mark = find_slot_mark("".join(t.text or "" for t in row.iter(f"{W}t")))
        if mark is not None and mark.number == number:
            return table
    raise AssertionError(f"no frame {number}")


def write_cell(cell: Any, text: str) -> None:
    """A paragraph for each line, nothing else."""
    paragraphs = list(cell.iter(f"{W}p"))
    first = paragraphs[0]
    for other in paragraphs[1:]:
        other.getparent().remove(other)
    for n, line in enumerate(text.split("\n")):
        paragraph = first if n == 0 else deepcopy(first)
        for child in list(paragraph):
            if child.tag != f"{W}pPr":
                paragraph.remove(child)
        if n:
            cell.append(paragraph)
        run = paragraph.makeelement(f"{W}r", {})
        words = run.makeelement(f"{W}t", {})
        words.text = line
        run.append(words)
        paragraph.append(run)


def filled(of: City, data: bytes, given: dict[str, str]) -> bytes:
    """The file with texts written into the boxes of some questions, by code."""

    def change(document: Any) -> None:
        for code, text in given.items():
            rows = list(table_of(document, number_of(of, code)).iter(f"{W}tr"))
            write_cell(next(rows[1].iter(f"{W}tc")), text)

    return changed(data, change)


def with_parts(of: City, data: bytes, code: str, texts: list[str]) -> bytes:
    """The file with the right column of an answer of several parts written."""

    def change(document: Any) -> None:
        rows = list(table_of(document, number_of(of, code)).iter(f"{W}tr"))[1:]
        for row, text in zip(rows, texts, strict=False):
            write_cell(list(row.iter(f"{W}tc"))[1], text)

    return changed(data, change)


def every_box(document: Any, text: Callable[[], str]) -> None:
    """A text in every box that is not a list to tick or a table."""
    for table in document.element.body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        head = "".join(t.text or "" for t in rows[0].iter(f"{W}t"))
        cells = list(rows[1].iter(f"{W}tc")) if find_slot_mark(head) else []
        if len(cells) == 1 and "☐" not in "".join(rows[1].itertext()):
            write_cell(cells[0], text())


def in_sheet(of: City, data: bytes, code: str, cells: dict[str, Any]) -> bytes:
    """The workbook with cells of a question's sheet written, by their addresses."""
    work = openpyxl.load_workbook(io.BytesIO(data))
    sheet = work[f"Q{number_of(of, code):02d}"]
    for address, value in cells.items():
        sheet[address] = value
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def answers(of: City) -> dict[str, object]:
    return content.answers_of(of.proposal.id)


def uploads() -> list[OfflineUpload]:
    return list(db.session.scalars(sa.select(OfflineUpload).order_by(OfflineUpload.id)))
