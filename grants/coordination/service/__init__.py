"""What happens when somebody opens the time to comment, extends it or says something."""

from grants.coordination.queries import may_read_note_files
from grants.coordination.service.comment import Words, comment
from grants.coordination.service.window import extend_window, open_window, people_to_tell
from grants.files.service import register_reader

register_reader("proposal", may_read_note_files)

__all__ = ["Words", "comment", "extend_window", "open_window", "people_to_tell"]
