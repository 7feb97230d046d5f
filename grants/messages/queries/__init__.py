"""Loading messages: one thread as an actor may see it, lists of threads, counts."""

from grants.messages.queries.lists import (
    Desk,
    OfficeThread,
    OwnThread,
    Quiet,
    count_waiting,
    office_desk,
    own_threads,
    own_unread,
    quiet_proposals,
)
from grants.messages.queries.place import Place, find, may_read_attachment, was_in_team
from grants.messages.queries.thread import Said, page_of_thread, thread_of, unread_about

__all__ = [
    "Desk",
    "OfficeThread",
    "OwnThread",
    "Place",
    "Quiet",
    "Said",
    "count_waiting",
    "find",
    "may_read_attachment",
    "office_desk",
    "own_threads",
    "own_unread",
    "page_of_thread",
    "quiet_proposals",
    "thread_of",
    "unread_about",
    "was_in_team",
]
