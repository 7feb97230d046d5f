"""What may be uploaded: decided by content, never by name."""

import enum
from dataclasses import dataclass

from grants.core.messages import N_, Message, msg

MEGABYTE = 1024 * 1024
MAX_BYTES = 15 * MEGABYTE
MAX_IMAGE_BYTES = 40 * MEGABYTE  # as a phone takes it; what is kept of it is far smaller
# A JPEG is read at a fraction of its size, so the memory stays small; a PNG must be read whole.
MAX_JPEG_PIXELS = 200_000_000
MAX_PNG_PIXELS = 50_000_000
# An image is made smaller when it is both: longer than any page shows it, and heavy.
LONG_SIDE = 2_400
HEAVY_IMAGE = 1 * MEGABYTE
MAX_UNPACKED_BYTES = 200 * MEGABYTE
MAX_UNPACKED_RATIO = 100  # office documents pack 3 to 20 times
RATIO_MATTERS_ABOVE = 10 * MEGABYTE
MAX_PARTS = 5_000
MAX_PDF_OBJECTS = 500_000


class Kind(enum.StrEnum):
    """A kind of file we take."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"


@dataclass(frozen=True)
class Accepted:
    """How a kind is called and named."""

    media_type: str
    extensions: tuple[str, ...]
    label: str


ACCEPTED: dict[Kind, Accepted] = {
    Kind.PDF: Accepted("application/pdf", ("pdf",), N_("PDF")),
    Kind.JPEG: Accepted("image/jpeg", ("jpg", "jpeg"), N_("JPEG image")),
    Kind.PNG: Accepted("image/png", ("png",), N_("PNG image")),
    Kind.DOCX: Accepted(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx",),
        N_("Word (.docx)"),
    ),
    Kind.XLSX: Accepted(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("xlsx",),
        N_("Excel (.xlsx)"),
    ),
    Kind.ODT: Accepted(
        "application/vnd.oasis.opendocument.text", ("odt",), N_("OpenDocument text (.odt)")
    ),
}

# What a browser shows by itself, and what holds no program once we have taken it.
SHOWN_TYPES = frozenset(ACCEPTED[kind].media_type for kind in (Kind.PDF, Kind.JPEG, Kind.PNG))


JPEG_MARK = b"\xff\xd8\xff"
PNG_MARK = b"\x89PNG\r\n\x1a\n"


def most_bytes(head: bytes) -> int:
    """The largest size of a file that begins so."""
    return MAX_IMAGE_BYTES if head.startswith((JPEG_MARK, PNG_MARK)) else MAX_BYTES


def most_bytes_named(name: str) -> int:
    """The largest size of a file by its name, before its content is there to be looked at."""
    extension = name.rpartition(".")[2].casefold()
    images = ACCEPTED[Kind.JPEG].extensions + ACCEPTED[Kind.PNG].extensions
    return MAX_IMAGE_BYTES if extension in images else MAX_BYTES


def too_large(most: int) -> Message:
    """What is said of a file over its limit, before it is sent or after."""
    return refusal(msg("This file is larger than %(most)s MB.", most=most // MEGABYTE))


def accept_attribute(kinds: tuple[Kind, ...] = tuple(Kind)) -> str:
    """For the `accept` of a file input: a help for the chooser, not a check."""
    names = [f".{extension}" for kind in kinds for extension in ACCEPTED[kind].extensions]
    return ",".join(names)


def what_is_accepted() -> Message:
    """The sentence every refusal ends with."""
    return msg(
        "Send a PDF, a Word (.docx), Excel (.xlsx) or OpenDocument (.odt) file of at most "
        "%(most)s MB, or a JPEG or PNG image of at most %(images)s MB.",
        most=MAX_BYTES // MEGABYTE,
        images=MAX_IMAGE_BYTES // MEGABYTE,
    )


def refusal(reason: Message) -> Message:
    """A reason with what to do instead."""
    return msg("%(reason)s %(accepted)s", reason=reason, accepted=what_is_accepted())
