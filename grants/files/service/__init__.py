"""Keeping uploads."""

from grants.files.service.incoming import Altered, Busy
from grants.files.service.pieces import (
    Progress,
    Purpose,
    Whole,
    append,
    begin,
    drop_expired,
    give_up,
    progress_of,
    register_purpose,
    whole,
)
from grants.files.service.storage import (
    Received,
    drop_incoming,
    open_content,
    opener,
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
    "Altered",
    "Busy",
    "Orphan",
    "Progress",
    "Purpose",
    "Received",
    "Whole",
    "append",
    "begin",
    "discard",
    "drop_expired",
    "drop_incoming",
    "give_up",
    "open_content",
    "opener",
    "orphans",
    "path_of",
    "progress_of",
    "receive",
    "receive_at",
    "register_purpose",
    "register_reader",
    "store",
    "store_again",
    "store_made",
    "sweep",
    "whole",
]
