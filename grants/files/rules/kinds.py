"""What may be uploaded: decided by content, never by name."""

import enum
from dataclasses import dataclass

from grants.core.messages import N_, Message, msg

MEGABYTE = 1024 * 1024
MAX_BYTES = 15 * MEGABYTE
MAX_PIXELS = 50_000_000
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


def accept_attribute(kinds: tuple[Kind, ...] = tuple(Kind)) -> str:
    """For the `accept` of a file input: a help for the chooser, not a check."""
    names = [f".{extension}" for kind in kinds for extension in ACCEPTED[kind].extensions]
    return ",".join(names)


def what_is_accepted() -> Message:
    """The sentence every refusal ends with."""
    return msg(
        "Send a PDF, a JPEG or PNG image, or a Word (.docx), Excel (.xlsx) or OpenDocument (.odt) "
        "file of at most %(most)s MB.",
        most=MAX_BYTES // MEGABYTE,
    )


def refusal(reason: Message) -> Message:
    """A reason with what to do instead."""
    return msg("%(reason)s %(accepted)s", reason=reason, accepted=what_is_accepted())
