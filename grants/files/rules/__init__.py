"""Rules of files: pure."""

from grants.files.rules.kinds import (
    ACCEPTED,
    MAX_BYTES,
    MAX_PARTS,
    MAX_PDF_OBJECTS,
    MAX_PIXELS,
    MAX_UNPACKED_BYTES,
    MAX_UNPACKED_RATIO,
    MEGABYTE,
    RATIO_MATTERS_ABOVE,
    Accepted,
    Kind,
    accept_attribute,
    refusal,
    what_is_accepted,
)
from grants.files.rules.names import clean_name

__all__ = [
    "ACCEPTED",
    "MAX_BYTES",
    "MAX_PARTS",
    "MAX_PDF_OBJECTS",
    "MAX_PIXELS",
    "MAX_UNPACKED_BYTES",
    "MAX_UNPACKED_RATIO",
    "MEGABYTE",
    "RATIO_MATTERS_ABOVE",
    "Accepted",
    "Kind",
    "accept_attribute",
    "clean_name",
    "refusal",
    "what_is_accepted",
]
