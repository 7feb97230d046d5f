"""What is taken and what is refused, by content."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from grants.core.errors import Refused
from grants.files.inspect import inspect_apart, inspect_content
from grants.files.rules import Kind
from tests.files import samples


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (samples.pdf, Kind.PDF),
        (lambda: samples.image("JPEG"), Kind.JPEG),
        (lambda: samples.image("PNG"), Kind.PNG),
        (samples.docx, Kind.DOCX),
        (samples.xlsx, Kind.XLSX),
        (samples.odt, Kind.ODT),
        (
            lambda: samples.docx(
                **{"word/_rels/a.rels": samples.relationship("hyperlink", "https://example.org")},
            ),
            Kind.DOCX,
        ),
        (lambda: samples.odt(samples.odt_link("text:a", "https://example.org")), Kind.ODT),
        (lambda: samples.odt(samples.odt_link("draw:image", "Pictures/1.png")), Kind.ODT),
    ],
)
def test_sound_files_are_taken_for_what_they_contain(
    tmp_path: Path, make: Callable[[], bytes], kind: Kind
) -> None:
    assert _inspected(tmp_path, make()) is kind


def _javascript() -> bytes:
    import pikepdf

    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    return samples.pdf_with("/OpenAction", action)


def _launch() -> bytes:
    import pikepdf

    return samples.pdf_with(
        "/OpenAction",
        pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    )


def _embedded() -> bytes:
    import pikepdf

    return samples.pdf_with(
        "/Names", pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([])))
    )


NASTY: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "empty"),
    ("a program", lambda: b"MZ" + b"\0" * 300, "cannot take this kind"),
    ("a page", lambda: b"<html><script>alert(1)</script></html>", "cannot take this kind"),
    ("a drawing", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot take this kind"),
    ("an old Word file", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old Word"),
    ("a plain archive", lambda: samples.archive({"a.txt": "x"}), "archives"),
    ("half a PDF", lambda: samples.pdf()[:100], "damaged"),
    ("a PDF locked for reading", lambda: samples.pdf_locked("secret"), "locked"),
    ("a PDF locked for printing", samples.pdf_locked, "locked"),
    ("a PDF with a script", _javascript, "program"),
    ("a PDF that starts a program", _launch, "program"),
    ("a PDF with files inside", _embedded, "other files"),
    ("half a photo", lambda: samples.image("JPEG", (400, 300))[:900], "damaged"),
    ("a bomb of pixels", lambda: samples.huge_png(60_000, 60_000), "million pixels"),
    ("a photo in name only", lambda: b"\xff\xd8\xff" + b"x" * 200, "damaged"),
    ("a broken archive", lambda: samples.docx()[:-40], "damaged"),
    ("macros", lambda: samples.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    (
        "a macro document renamed",
        lambda: samples.docx("application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macros",
    ),
    (
        "a template fetched from afar",
        lambda: samples.docx(
            **{
                "word/_rels/settings.xml.rels": samples.relationship(
                    "attachedTemplate", "https://evil.example/t.dotm"
                )
            }
        ),
        "elsewhere",
    ),
    (
        "a program inside",
        lambda: samples.docx(**{"word/embeddings/oleObject1.bin": b"x"}),
        "macros",
    ),
    (
        "a bomb of zeros",
        lambda: samples.docx(**{"word/media/zeros.xml": b"\0" * 60_000_000}),
        "unpacks",
    ),
    ("a way out of the folder", lambda: samples.docx(**{"../../etc/passwd": b"x"}), "damaged"),
    (
        "a billion laughs",
        lambda: samples.docx(
            **{"word/_rels/a.rels": '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'}
        ),
        "damaged",
    ),
    (
        "a picture fetched from afar",
        lambda: samples.odt(samples.odt_link("draw:image", "https://evil.example/x.png")),
        "elsewhere",
    ),
    (
        "a picture from a shared folder",
        lambda: samples.odt(samples.odt_link("draw:image", "\\\\host\\share\\x.png")),
        "elsewhere",
    ),
    ("macros in OpenDocument", lambda: samples.odt(Basic__Standard__m_xml="<x/>"), "macros"),
    (
        "a locked OpenDocument",
        lambda: samples.odt(**{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "locked",
    ),
]


@pytest.mark.parametrize(
    ("make", "reason"), [case[1:] for case in NASTY], ids=[case[0] for case in NASTY]
)
def test_what_could_harm_or_cannot_be_read_is_refused_with_the_reason_and_what_to_send(
    tmp_path: Path, make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        _inspected(tmp_path, make())
    assert reason in str(refused.value.message)
    assert "Send a PDF" in str(refused.value.message)


def test_the_check_runs_in_a_process_of_its_own_with_the_same_verdict(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(samples.pdf())
    assert inspect_apart(path) is Kind.PDF
    path.write_bytes(samples.pdf_locked())
    with pytest.raises(Refused) as refused:
        inspect_apart(path)
    assert "locked" in str(refused.value.message)


def test_a_file_that_eats_memory_ends_only_its_own_process(tmp_path: Path) -> None:
    bomb = _deflated_zeros(1_500_000_000)
    pdf = (
        b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
        + str(len(bomb)).encode()
        + b">>\nstream\n"
        + bomb
        + b"\nendstream\nendobj\ntrailer<</Root 2 0 R>>\n%%EOF"
    )
    path = tmp_path / "bomb.pdf"
    path.write_bytes(pdf)
    with pytest.raises(Refused):
        inspect_apart(path)


def _deflated_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    block, out = b"\0" * 10_000_000, []
    for _ in range(size // len(block)):
        out.append(packer.compress(block))
    return b"".join([*out, packer.flush()])


def _inspected(folder: Path, content: bytes) -> Kind:
    path = folder / "upload"
    path.write_bytes(content)
    return inspect_content(path)
