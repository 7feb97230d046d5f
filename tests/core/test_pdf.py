"""The PDF renderer: hostile text stays text, missing glyphs do not stop it, limits hold."""

import io
import logging
from pathlib import Path

import pikepdf
import pytest

from grants.core.pdf import PdfFailed, render_pdf

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: data.language)
#heading(data.title)
#data.text
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(TEMPLATE)
    return path


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def is_accessible(pdf: bytes) -> bool:
    with opened(pdf) as document, document.open_metadata() as metadata:
        return metadata.get("pdfuaid:part") == "1"


HOSTILE = [
    '#panic("stop")',
    '#import "@preview/cetz:0.3.0": *',
    '#read("/etc/passwd")',
    "$ x^2 $ *bold* _it_ `raw` <label> @ref \\ // /* ",
    '"]#set page(width: 1pt)[',
    "=".ljust(5000, "="),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_source_is_only_text(template: Path, text: str) -> None:
    pdf = render_pdf(template, {"title": text, "text": text}, "en")
    with opened(pdf) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"].strip() == text.strip()
    assert is_accessible(pdf)


def test_right_to_left_text_makes_an_accessible_document(template: Path) -> None:
    assert is_accessible(render_pdf(template, {"title": "T", "text": "مرحبا (2026) abc"}, "ar"))


def test_a_glyph_no_font_has_falls_back_once_without_the_standard(
    template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        pdf = render_pdf(template, {"title": "T", "text": "中文 \U0010fffd"}, "en")
    assert pdf.startswith(b"%PDF")
    assert not is_accessible(pdf)
    assert "without PDF/UA-1" in caplog.text


def test_the_language_is_that_of_the_document(template: Path) -> None:
    with opened(render_pdf(template, {"title": "T", "text": "Bonjour"}, "fr")) as document:
        assert str(document.Root.Lang) == "fr"


def test_a_document_that_takes_too_long_is_stopped(template: Path) -> None:
    with pytest.raises(PdfFailed, match="not ready after 0 s"):
        render_pdf(template, {"title": "T", "text": "x"}, "en", seconds=0)


def test_a_document_that_eats_memory_is_stopped(tmp_path: Path) -> None:
    greedy = tmp_path / "greedy.typ"
    greedy.write_text('#let s = "x" * 4000000000\n#s.len()')
    with pytest.raises(PdfFailed):
        render_pdf(greedy, {}, "en", memory_mb=700)


def test_a_wrong_template_says_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.typ"
    wrong.write_text("#nothing_of_this_name")
    with pytest.raises(PdfFailed, match="nothing_of_this_name"):
        render_pdf(wrong, {}, "en")
