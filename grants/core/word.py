"""Word documents: headings, paragraphs, lists, boxes to write in and tables, as bytes.

Real styles and table headings, so that screen readers and the outline of the document work.
"""

import io
from collections.abc import Sequence
from typing import Any

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PINE = "123F3C"
_PAPER = "F7F4EE"
_LINE_POINTS = 15
_MARGIN_MM = 22


class WordFile:
    """One document on A4, written from top to bottom."""

    def __init__(self, title: str, language: str, footer: str = ""):
        from docx import Document  # heavy: only this document needs it
        from docx.shared import Mm

        self._document = Document()
        page = self._document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(_MARGIN_MM)
        page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
        properties = self._document.core_properties
        properties.title, properties.language = title, language
        properties.author, properties.comments = "", ""
        self._style(language)
        self._number_pages(footer)
        self._document.add_heading(title, 0)

    def heading(self, text: str, level: int = 1) -> None:
        self._document.add_heading(text, level)

    def paragraph(self, text: str, *, quiet: bool = False, strong: bool = False) -> None:
        """`quiet`: small and grey, beside a question; it stays with what follows."""
        from docx.shared import Pt, RGBColor

        run = self._document.add_paragraph().add_run(text)
        run.bold = strong or None
        if quiet:
            run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x4F, 0x5D, 0x59)

    def bullets(self, lines: Sequence[str], mark: str = "") -> None:
        """A list; with a mark of its own, such as a box to tick, no bullet stands before it."""
        for line in lines:
            if mark:
                self._document.add_paragraph(f"{mark} {line}")
            else:
                self._document.add_paragraph(line, style="List Bullet")

    def box(self, lines: int = 1) -> None:
        """An empty frame to write in, some lines high; it grows with what is written."""
        from docx.shared import Pt

        table = self._document.add_table(rows=1, cols=1, style="Table Grid")
        table.rows[0].height = Pt(_LINE_POINTS * lines)
        self._document.add_paragraph()

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table whose heading comes again on every page it reaches."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        table = self._document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
            shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_PAPER}"/>'
            cell._tc.get_or_add_tcPr().append(parse_xml(shade))
        repeat = parse_xml(f"<w:tblHeader {nsdecls('w')}/>")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        for row, values in zip(table.rows[1:], rows, strict=True):
            for cell, text in zip(row.cells, values, strict=True):
                cell.text = text
        self._document.add_paragraph()

    def data(self) -> bytes:
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _style(self, language: str) -> None:
        """Our colours, a common font, and the language for the spelling check and for ears."""
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        styles: Any = self._document.styles
        for mark in styles.element.xpath("//w:rPrDefault//w:lang"):
            mark.set(qn("w:val"), language)
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for name in ("Title", "Heading 1", "Heading 2"):
            styles[name].font.color.rgb = RGBColor.from_string(_PINE)
            styles[name].paragraph_format.keep_with_next = True

    def _number_pages(self, footer: str) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        line: Any = self._document.sections[0].footer.paragraphs[0]
        line.add_run(f"{footer} · " if footer else "")
        field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        line._p.append(parse_xml(field))
