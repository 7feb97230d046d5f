"""Keeping uploads."""

from grants.files.service.storage import (
    Received,
    drop_incoming,
    open_content,
    path_of,
    receive,
    receive_at,
)
from grants.files.service.uploads import (
    Orphan,
    discard,
    orphans,
    register_reader,
    store,
    store_again,
    store_made,
    sweep,
)

__all__ = [
    "Orphan",
    "Received",
    "discard",
    "drop_incoming",
    "open_content",
    "orphans",
    "path_of",
    "receive",
    "receive_at",
    "register_reader",
    "store",
    "store_again",
    "store_made",
    "sweep",
]
