"""Word documents that come back: answers in frames that can be told apart again.

Each frame is a table whose first row carries a code. The same code is the tag of a content control
around that row and around the answer; Word lets nobody write into the row. LibreOffice keeps the
tables and most of the tags, Google Docs the tables alone, so the code that can be seen decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from grants.core.word import WordFile

ANSWER = ":a"  # behind the code in the tag of the answer's own control
TICKED, OPEN = "☒", "☐"
_MARK_FILL = "EEF3F1"
_MARK_POINTS, _CELL_POINTS, _LINE_POINTS = 7.5, 9, 15
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


class FramedWordFile(WordFile):
    """A document whose frames can be read back by `proposals.offline`."""

    def __init__(self, title: str, language: str, footer: str, file_mark: str):
        super().__init__(title, language, footer)
        self._controls = 0
        self._document.core_properties.identifier = file_mark
        self._small(self._document.add_paragraph(), file_mark)

    def frame_text(self, mark: str, note: str, text: str, height: int = 1) -> None:
        """A box with a text in it, a paragraph for each line."""
        from docx.shared import Pt

        table = self._framed(mark, note, 1, 1)
        row: Any = table.rows[1]
        row.height = Pt(_LINE_POINTS * height)
        _fill(row.cells[0], text.split("\n"))
        self._enclose(row.cells[0]._tc, mark + ANSWER)

    def frame_options(self, mark: str, note: str, options: Iterable[tuple[str, bool]]) -> None:
        """A box with options to tick, each behind a box of its own."""
        table = self._framed(mark, note, 1, 1)
        cell: Any = table.rows[1].cells[0]
        for n, (label, is_chosen) in enumerate(options):
            paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
            self._tick(paragraph, is_chosen=is_chosen)
            paragraph.add_run(f" {label}")
        self._enclose(cell._tc, mark + ANSWER)

    def frame_table(
        self, mark: str, note: str, heads: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        """A table to go on with; its heads come again on every page it reaches."""
        from docx.shared import Pt

        table = self._framed(mark, note, 1 + len(rows), len(heads))
        for cell, text in zip(table.rows[1].cells, heads, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = True, Pt(_CELL_POINTS)
        self._repeat(table.rows[1])
        for row, values in zip(table.rows[2:], rows, strict=True):
            for cell, text in zip(row.cells, values, strict=True):
                cell.paragraphs[0].add_run(text).font.size = Pt(_CELL_POINTS)

    def frame_fields(self, mark: str, note: str, fields: Iterable[tuple[str, str]]) -> None:
        """An answer of several parts: the name of each left, its text right."""
        from docx.shared import Pt

        fields = tuple(fields)
        table = self._framed(mark, note, len(fields), 2)
        for row, (label, text) in zip(table.rows[1:], fields, strict=True):
            run = row.cells[0].paragraphs[0].add_run(label)
            run.bold, run.font.size = True, Pt(_CELL_POINTS)
            row.cells[1].paragraphs[0].add_run(text)

    @contextmanager
    def landscape(self) -> Iterator[None]:
        """Pages lying on their side, for wide tables."""
        self._turn()
        yield
        self._turn()

    def _turn(self) -> None:
        from docx.enum.section import WD_ORIENT

        section: Any = self._document.add_section()
        was_lying = section.orientation == WD_ORIENT.LANDSCAPE
        section.orientation = WD_ORIENT.PORTRAIT if was_lying else WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width

    def _framed(self, mark: str, note: str, rows: int, columns: int) -> Any:
        """A table under its row with the code, which nobody needs to touch."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        table: Any = self._document.add_table(rows=1 + rows, cols=columns, style="Table Grid")
        cells = table.rows[0].cells
        cell = cells[0].merge(cells[-1]) if columns > 1 else cells[0]
        self._small(cell.paragraphs[0], f"{mark} · {note}")
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_MARK_FILL}"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(shade))
        self._repeat(table.rows[0])
        self._enclose(cell._tc, mark, locked=True)
        self._document.add_paragraph()
        return table

    def _enclose(self, element: Any, tag: str, *, locked: bool = False) -> None:
        """Put a content control with this tag around an element."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._controls += 1
        lock = '<w:lock w:val="sdtContentLocked"/>' if locked else ""
        control = parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="{tag}"/>'
            f'<w:id w:val="{self._controls}"/>{lock}</w:sdtPr><w:sdtContent/></w:sdt>'
        )
        element.addprevious(control)
        control[-1].append(element)

    def _tick(self, paragraph: Any, *, is_chosen: bool) -> None:
        """A box that a click ticks, in programs that know them; in others a sign to replace."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._controls += 1
        font = "MS Gothic"
        control = parse_xml(
            f'<w:sdt {nsdecls("w")} xmlns:w14="{_W14}"><w:sdtPr>'
            f'<w:id w:val="{self._controls}"/><w14:checkbox>'
            f'<w14:checked w14:val="{int(is_chosen)}"/>'
            f'<w14:checkedState w14:val="2612" w14:font="{font}"/>'
            f'<w14:uncheckedState w14:val="2610" w14:font="{font}"/></w14:checkbox></w:sdtPr>'
            f'<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="{font}" w:eastAsia="{font}" '
            f'w:hAnsi="{font}" w:hint="eastAsia"/></w:rPr>'
            f"<w:t>{TICKED if is_chosen else OPEN}</w:t></w:r></w:sdtContent></w:sdt>"
        )
        paragraph._p.append(control)

    def _repeat(self, row: Any) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

    def _small(self, paragraph: Any, text: str) -> None:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(_MARK_POINTS), RGBColor(0x4F, 0x5D, 0x59)


def _fill(cell: Any, lines: Sequence[str]) -> None:
    for n, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        if line:
            paragraph.add_run(line)
