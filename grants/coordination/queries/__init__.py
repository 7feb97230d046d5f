"""Loading concept notes to comment on, and comments; every loader takes the actor."""

from grants.coordination.queries.comments import Said, comments_of, versions_of
from grants.coordination.queries.notes import (
    CallRow,
    Note,
    NoteRow,
    Place,
    calls_to_comment,
    countries_of,
    extensions_of,
    may_read_note_files,
    note_of,
    notes_of,
    open_calls_to_comment,
    place_of,
    submitted_note,
)
from grants.coordination.queries.ties import member_of, register_wall, shown_to

__all__ = [
    "CallRow",
    "Note",
    "NoteRow",
    "Place",
    "Said",
    "calls_to_comment",
    "comments_of",
    "countries_of",
    "extensions_of",
    "may_read_note_files",
    "member_of",
    "note_of",
    "notes_of",
    "open_calls_to_comment",
    "place_of",
    "register_wall",
    "shown_to",
    "submitted_note",
    "versions_of",
]
