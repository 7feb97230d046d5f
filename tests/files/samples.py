"""Small real files, sound and hostile, made here."""

import io
import struct
import zipfile
import zlib

OOXML = "http://schemas.openxmlformats.org/package/2006"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{OOXML}/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)


def pdf(**saving: object) -> bytes:
    """The same bytes each time, unless it is locked."""
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out, deterministic_id="encryption" not in saving, **saving)
    return out.getvalue()


def pdf_with(key: str, value: object) -> bytes:
    """A PDF whose catalogue holds something more."""
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    made.Root[key] = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf_locked(user: str = "") -> bytes:
    import pikepdf

    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


def image(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A header that claims many pixels, in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND", b"")


def archive(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(name, content, how)
    return out.getvalue()


def docx(main: str = WORD_MAIN, **more: bytes | str) -> bytes:
    """A minimal Word file; `more` adds parts (`__` in a name stands for `/`)."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES.format(main=main),
        "word/document.xml": "<document/>",
    }
    parts.update({name.replace("__", "/"): content for name, content in more.items()})
    return archive(parts)


def relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{OOXML}/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def xlsx() -> bytes:
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def odt(content: str = "<content/>", **more: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
    }
    parts.update({name.replace("__", "/"): text for name, text in more.items()})
    return archive(parts, stored=("mimetype",))


def odt_link(tag: str, target: str) -> str:
    return (
        '<c xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:d" xmlns:text="urn:t">'
        f'<{tag} xlink:href="{target}"/></c>'
    )
