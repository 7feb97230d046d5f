"""What the names check stores."""

from grants.sanctions.models.check import (
    NameRole,
    NamesCheck,
    NamesHit,
    NamesRun,
    NamesVerdict,
    Verdict,
)
from grants.sanctions.models.listed import ListedKind, ListedName, ListStatus, NamesList

__all__ = [
    "ListStatus",
    "ListedKind",
    "ListedName",
    "NameRole",
    "NamesCheck",
    "NamesHit",
    "NamesList",
    "NamesRun",
    "NamesVerdict",
    "Verdict",
]
