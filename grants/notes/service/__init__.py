"""What happens when the Secretariat tags, writes a note or raises a flag beside a proposal."""

from grants.notes.service.flags import change_flag, raise_flag
from grants.notes.service.keeping import bring_back, edit_tag, merge_tag, retire_tag
from grants.notes.service.notes import put_aside, take_back, write_note
from grants.notes.service.tags import add_tag, put_tag, remove_tag, take_off

__all__ = [
    "add_tag",
    "bring_back",
    "change_flag",
    "edit_tag",
    "merge_tag",
    "put_aside",
    "put_tag",
    "raise_flag",
    "remove_tag",
    "retire_tag",
    "take_back",
    "take_off",
    "write_note",
]
