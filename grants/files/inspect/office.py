"""Checks of DOCX, XLSX and ODT: a sound archive without programs, locks or outside contents."""

import zipfile
from pathlib import Path
from typing import IO

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.files.inspect.markup import OutsideReference, UnsafeMarkup, read_markup
from grants.files.rules import (
    MAX_PARTS,
    MAX_UNPACKED_BYTES,
    MAX_UNPACKED_RATIO,
    RATIO_MATTERS_ABOVE,
    Kind,
    refusal,
)

_MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
}
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_PROGRAM_PARTS = ("vbaproject", "basic/", "scripts/", "activex", "macrosheets/")
_CHUNK = 256 * 1024


def check_office(path: Path) -> Kind:
    """The kind of a sound office document; raises Refused with the reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_parts(infos)
            _check_size(archive, infos, path.stat().st_size)
            return _check_document(archive, {info.filename for info in infos})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Refused(refusal(_damaged()))
    except UnsafeMarkup:
        raise Refused(refusal(_damaged()))
    except OutsideReference:
        raise Refused(
            refusal(
                msg(
                    "This document fetches pictures, templates or data from elsewhere. "
                    "Put them into the document, or send it as a PDF."
                )
            )
        )


def _check_parts(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if len(infos) > MAX_PARTS or len(set(names)) != len(names):
        raise Refused(refusal(_damaged()))
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise Refused(refusal(_damaged()))
        if info.flag_bits & 1:
            raise Refused(refusal(_locked()))
        low = name.casefold()
        if any(part in low for part in _PROGRAM_PARTS) or (
            "embeddings/" in low and low.endswith(".bin")
        ):
            raise Refused(refusal(_macros()))


def _check_size(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], packed: int) -> None:
    """Unpack everything in small pieces and count: what an archive says of itself may be a lie."""
    limit = min(MAX_UNPACKED_BYTES, max(RATIO_MATTERS_ABOVE, packed * MAX_UNPACKED_RATIO))
    total = 0
    for info in infos:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                if total > limit:
                    raise Refused(
                        refusal(msg("This file unpacks to far more than it should contain."))
                    )


def _check_document(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    if "mimetype" in names:
        return _check_odt(archive, names)
    if "[Content_Types].xml" in names:
        return _check_ooxml(archive, names)
    raise Refused(refusal(msg("We cannot take archives (.zip). Send each file on its own.")))


def _check_ooxml(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    types: list[str] = []
    with _opened(archive, "[Content_Types].xml") as part:
        for _tag, attributes in read_markup(part):
            types.append(attributes.get("ContentType", ""))
    if any("macroenabled" in one.casefold() or "vbaproject" in one.casefold() for one in types):
        raise Refused(refusal(_macros()))
    kinds = [_MAIN_TYPES[one] for one in types if one in _MAIN_TYPES]
    if not kinds:
        raise Refused(refusal(msg("We cannot take this kind of file.")))
    for name in sorted(names):
        if name.endswith(".rels"):
            with _opened(archive, name) as part:
                for _tag, attributes in read_markup(part):
                    _check_relationship(attributes)
    return kinds[0]


def _check_relationship(attributes: dict[str, str]) -> None:
    """A link a reader may click is fine; anything else outside is fetched by itself."""
    outside = attributes.get("TargetMode", "").casefold() == "external"
    if outside and not attributes.get("Type", "").endswith("/hyperlink"):
        raise OutsideReference


def _check_odt(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    with _opened(archive, "mimetype") as part:
        if part.read(200).strip() != _ODT_TYPE:
            raise Refused(refusal(msg("We cannot take this kind of file.")))
    if "content.xml" not in names:
        raise Refused(refusal(_damaged()))
    if "META-INF/manifest.xml" in names:
        with _opened(archive, "META-INF/manifest.xml") as part:
            for tag, _attributes in read_markup(part):
                if tag.endswith("encryption-data"):
                    raise Refused(refusal(_locked()))
    for name in ("content.xml", "styles.xml"):
        if name in names:
            with _opened(archive, name) as part:
                for tag, attributes in read_markup(part):
                    _check_odt_link(tag, attributes)
    return Kind.ODT


def _check_odt_link(tag: str, attributes: dict[str, str]) -> None:
    if tag in ("text:a", "draw:a", "form:button"):
        return
    target = attributes.get("xlink:href", "").casefold().strip()
    if ":" in target.split("/")[0] or target.startswith(("//", "\\\\", "../../")):
        raise OutsideReference
    if tag == "script:event-listener":
        raise Refused(refusal(_macros()))


def _opened(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    return archive.open(name)


def _damaged() -> Message:
    return msg("This document is damaged and cannot be opened. Save it again and send that.")


def _locked() -> Message:
    return msg("This document is locked with a password. Save it without one.")


def _macros() -> Message:
    return msg("This document carries a program (macros). Save it without macros, or as a PDF.")
