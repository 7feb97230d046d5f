"""Which kind a file is by its first bytes, and the check of that kind; an image is settled too."""

from pathlib import Path

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.files.rules import JPEG_MARK, PNG_MARK, Kind, refusal

_HEAD = 4096
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def inspect_content(path: Path) -> Kind:
    """The kind of an acceptable file; raises Refused with the reason in words.

    An image is rewritten in its place as it is kept.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(JPEG_MARK):
        return _image(path, Kind.JPEG)
    if head.startswith(PNG_MARK):
        return _image(path, Kind.PNG)
    if b"%PDF-" in head[:1024]:
        from grants.files.inspect.pdf import check_pdf

        check_pdf(path)
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        from grants.files.inspect.office import check_office

        return check_office(path)
    raise Refused(refusal(_why_not(head)))


def _image(path: Path, kind: Kind) -> Kind:
    from grants.files.inspect.image import settle_image

    settle_image(path, kind)
    return kind


def _why_not(head: bytes) -> Message:
    import filetype

    if not head:
        return msg("The file is empty.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return msg(
            "This is an old Word or Excel file, or one locked with a password. "
            "Open it, save it as .docx or .xlsx without a password, and send that."
        )
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return msg(
            "This is a photo in the format HEIC, which not everybody can open. Share it from the "
            "phone as a JPEG, or set the camera to “Most compatible” and take it again."
        )
    found = filetype.guess(head)
    if found is not None:
        return msg("We cannot take this kind of file (%(found)s).", found=found.mime)
    return msg("We cannot take this kind of file.")
